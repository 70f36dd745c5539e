package io.holdfast.core;

/**
 * A link of a lane's list, which one thread (the loop) appends to and one thread (the lane's owner) takes from. The
 * lane itself is the first link, so that a lane of one record costs no extra object.
 */
abstract class LaneLink {
    volatile LaneRecord next;
}
