package io.holdfast.outbox.relay;

import io.holdfast.outbox.store.OutboxRow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a row's topic. {@code ${aggregatetype}} and {@code ${type}} stand for the row's; everything else is literal.
 */
final class TopicTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final String AGGREGATE_TYPE = "${aggregatetype}";
    private static final String TYPE = "${type}";

    private final String template;

    TopicTemplate(String template) {
        if (template.isBlank()) throw new IllegalArgumentException("topic must not be empty");
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find())
            if (!matcher.group().equals(AGGREGATE_TYPE) && !matcher.group().equals(TYPE))
                throw new IllegalArgumentException("topic '" + template + "' has the unknown placeholder "
                        + matcher.group() + ": use ${aggregatetype} or ${type}");
        this.template = template;
    }

    String topic(OutboxRow row) {
        return template.replace(AGGREGATE_TYPE, row.aggregateType()).replace(TYPE, row.type());
    }
}
