-- What became of orders. Nothing here keeps an order from being shipped twice: that is what is to be shown.
create table shipment (
    id bigint generated always as identity primary key,
    order_id uuid not null,
    customer text not null,
    -- of the order among those of its customer, 1 = first
    place int not null,
    cents bigint not null,
    -- 1 = the first try succeeded
    attempt int not null,
    -- which process shipped it, 1 = first
    run int not null
);
