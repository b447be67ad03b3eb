import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the package defines: objects, fields (also on standard objects), child relationships, labels. Apex does not mind case. */
class CustomNames {

    record Field(String name, String type, String target) {}

    record Child(String relationship, String object) {}

    final Map<String, String> objects = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final Map<String, List<Field>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final Map<String, List<Child>> children = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final Set<String> labels = new HashSet<>();

    void add(String[] words) {
        switch (words[0]) {
            case "object" -> objects.put(words[1], words[1]);
            case "field" -> list(fields, words[1]).add(new Field(words[2], words[3], words[4]));
            case "child" -> list(children, words[1]).add(new Child(words[2], words[3]));
            case "label" -> labels.add(words[1]);
            default -> throw new IllegalArgumentException(String.join(" ", words));
        }
    }

    private static <T> List<T> list(Map<String, List<T>> map, String key) {
        return map.computeIfAbsent(key, unused -> new ArrayList<>());
    }
}
