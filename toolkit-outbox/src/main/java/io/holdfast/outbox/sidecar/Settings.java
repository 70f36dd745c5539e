package io.holdfast.outbox.sidecar;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The settings in force: flags over environment over file over defaults. Any variable may end in {@code _FILE} and then
 * names the file that holds the value. Whatever looks like ours and is unknown is refused, since a typing error in a
 * variable would otherwise be a default in silence. Immutable.
 */
final class Settings {
    private static final String KAFKA_VARIABLE = Setting.PREFIX + "KAFKA_";
    private static final String KAFKA_KEY = "kafka.";
    private static final String FILE = "_FILE";
    private static final Set<String> KAFKA_NAMES = kafkaNames();

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final Map<String, Object> kafka = new TreeMap<>();

    private Settings() {}

    static Settings of(Map<String, String> environment, Path fileOrNull, Map<String, String> flags) {
        Settings settings = new Settings();
        if (fileOrNull != null) read(fileOrNull).forEach((k, v) -> settings.put("file " + fileOrNull, k, v));
        new TreeMap<>(environment).forEach(settings::variable);
        flags.forEach((k, v) -> settings.put("--set", k, v));
        return settings;
    }

    /** Unset and without a default: refused with the name of the variable. */
    String get(Setting setting) {
        String value = values.getOrDefault(setting, setting.fallback());
        if (value == null) throw new SettingsException(setting.variable() + " is not set: " + setting.meaning());
        return value;
    }

    /** Null for the default of empty. */
    String orNull(Setting setting) {
        String value = get(setting);
        return value.isEmpty() ? null : value;
    }

    long number(Setting setting, long least, long most) {
        String value = get(setting);
        try {
            long number = Long.parseLong(value.trim());
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException e) {
            throw new SettingsException(setting.key() + "=" + value + " is not a whole number", e);
        }
        throw new SettingsException(setting.key() + "=" + value + " is out of range: " + least + " to " + most);
    }

    /** Properties for Kafka's clients by their own names. */
    Map<String, Object> kafka() {
        if (!kafka.containsKey("bootstrap.servers"))
            throw new SettingsException(KAFKA_VARIABLE + "BOOTSTRAP_SERVERS is not set: addresses of the brokers");
        return Map.copyOf(kafka);
    }

    /** One line for each setting, secrets left out. */
    Stream<String> lines() {
        Stream<String> own = Stream.of(Setting.values()).map(s -> s.key() + "=" + shown(s));
        return Stream.concat(own, kafka.entrySet().stream().map(e -> KAFKA_KEY + e.getKey() + "=" + shown(e)));
    }

    private String shown(Setting setting) {
        String value = values.getOrDefault(setting, setting.fallback());
        if (value == null) return "(not set)";
        if (setting.secret() && !value.isEmpty()) return "(hidden)";
        return setting == Setting.DATABASE_URL ? value.replaceAll("(?i)(password=)[^&]*", "$1(hidden)") : value;
    }

    private static String shown(Map.Entry<String, Object> kafka) {
        String name = kafka.getKey();
        boolean secret = name.contains("password")
                || name.contains("jaas")
                || name.contains("secret")
                || name.endsWith("keystore.key");
        return secret ? "(hidden)" : String.valueOf(kafka.getValue());
    }

    private void variable(String name, String value) {
        if (!name.startsWith(Setting.PREFIX)) return;
        if (name.endsWith(FILE) && !known(name)) {
            variable(name.substring(0, name.length() - FILE.length()), content(name, value));
            return;
        }
        if (name.startsWith(KAFKA_VARIABLE)) {
            String property = name.substring(KAFKA_VARIABLE.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '.');
            kafkaProperty(name, property, value);
            return;
        }
        for (Setting setting : Setting.values())
            if (setting.variable().equals(name)) {
                values.put(setting, value);
                return;
            }
        throw new SettingsException("variable " + name + " is unknown" + Nearest.hint(name, variables()));
    }

    private static boolean known(String name) {
        return variables().contains(name);
    }

    private void put(String where, String key, String value) {
        if (key.startsWith(KAFKA_KEY)) {
            kafkaProperty(where + " " + key, key.substring(KAFKA_KEY.length()), value);
            return;
        }
        for (Setting setting : Setting.values())
            if (setting.key().equals(key)) {
                values.put(setting, value);
                return;
            }
        throw new SettingsException(where + ": setting " + key + " is unknown"
                + Nearest.hint(
                        key, Stream.of(Setting.values()).map(Setting::key).collect(Collectors.toSet())));
    }

    private void kafkaProperty(String where, String property, String value) {
        if (!KAFKA_NAMES.contains(property))
            throw new SettingsException(
                    where + ": Kafka has no client property " + property + Nearest.hint(property, KAFKA_NAMES));
        kafka.put(property, value);
    }

    private static Set<String> variables() {
        Set<String> names =
                Stream.of(Setting.values()).map(Setting::variable).collect(Collectors.toCollection(TreeSet::new));
        KAFKA_NAMES.forEach(
                n -> names.add(KAFKA_VARIABLE + n.toUpperCase(Locale.ROOT).replace('.', '_')));
        return names;
    }

    private static Set<String> kafkaNames() {
        Set<String> names = new TreeSet<>(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        return names;
    }

    private static String content(String name, String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            throw new SettingsException(name + " names the file " + path + ", which cannot be read", e);
        }
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new SettingsException("configuration file " + file + " cannot be read", e);
        }
        Map<String, String> read = new TreeMap<>();
        properties.stringPropertyNames().forEach(n -> read.put(n, properties.getProperty(n)));
        return read;
    }
}
