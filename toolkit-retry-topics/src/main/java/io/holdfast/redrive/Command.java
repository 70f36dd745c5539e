package io.holdfast.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/** What an operator can tell a running task. */
enum Command {
    RUN,
    PAUSE,
    CANCEL;

    byte[] bytes() {
        return name().getBytes(UTF_8);
    }

    static Optional<Command> of(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        for (Command command : values()) if (command.name().equals(text)) return Optional.of(command);
        return Optional.empty();
    }
}
