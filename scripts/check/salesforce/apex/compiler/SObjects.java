import apex.common.base.Initializers;
import apex.jorje.semantic.ast.modifier.ModifierGroups;
import apex.jorje.semantic.bcl.DmlOperation;
import apex.jorje.semantic.compiler.Namespaces;
import apex.jorje.semantic.symbol.member.variable.FieldInfo;
import apex.jorje.semantic.symbol.member.variable.FieldTable;
import apex.jorje.semantic.symbol.member.variable.SObjectFieldInfo;
import apex.jorje.semantic.symbol.member.variable.StandardFieldTable;
import apex.jorje.semantic.symbol.type.GenericTypeInfoFactory;
import apex.jorje.semantic.symbol.type.SObjectMetadata;
import apex.jorje.semantic.symbol.type.SObjectTypeInfo;
import apex.jorje.semantic.symbol.type.TypeInfo;
import apex.jorje.semantic.symbol.type.TypeInfos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Objects as types: the standard ones from apex-ls's jar, ours from the package's metadata. */
class SObjects {

    private static final String FOLDER = "com/nawforce/runforce/SObjects/";

    private final Map<String, SObjectTypeInfo> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> standard = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final CustomNames custom;
    private final ClassLoader classes;

    SObjects(Path jar, CustomNames custom) throws IOException {
        this.custom = custom;
        try (Stream<Path> library = Files.list(jar.getParent())) {
            this.classes = new URLClassLoader(library.map(SObjects::url).toArray(URL[]::new));
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            file.stream()
                .map(JarEntry::getName)
                .filter(name -> name.startsWith(FOLDER) && name.endsWith(".class") && !name.contains("$"))
                .map(name -> name.substring(FOLDER.length(), name.length() - ".class".length()))
                .forEach(name -> standard.put(name, name));
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    SObjectTypeInfo find(String name) {
        if (known.containsKey(name)) return known.get(name);
        String spelled = standard.containsKey(name) ? standard.get(name) : name.contains("__") ? custom.objects.get(name) : null;
        if (spelled == null) return null;
        SObjectMetadata metadata = SObjectMetadata.builder()
            .setTriggerable(true)
            .setLookupFieldPredicate((a, b) -> true)
            .setEditable(true)
            .setSupportedDml(EnumSet.allOf(DmlOperation.class))
            .build();
        SObjectTypeInfo.Builder builder = (SObjectTypeInfo.Builder) SObjectTypeInfo.builder()
            .setApexBytecodeName(spelled)
            .setNamespace(Namespaces.EMPTY);
        SObjectTypeInfo type = (SObjectTypeInfo) builder
            .setMetadata(metadata)
            .setFields(Initializers.<FieldTable, TypeInfo>memoize((TypeInfo self) -> new Fields(self, spelled).all()))
            .buildResolved();
        known.put(spelled, type);
        return type;
    }

    private static TypeInfo scalar(String type) {
        return switch (type.toLowerCase()) {
            case "id", "lookup", "masterdetail", "hierarchy" -> TypeInfos.ID;
            case "boolean", "checkbox" -> TypeInfos.BOOLEAN;
            case "integer" -> TypeInfos.INTEGER;
            case "long" -> TypeInfos.LONG;
            case "decimal", "double", "number", "currency", "percent", "summary" -> TypeInfos.DECIMAL;
            case "date" -> TypeInfos.DATE;
            case "datetime" -> TypeInfos.DATE_TIME;
            case "time" -> TypeInfos.TIME;
            case "blob" -> TypeInfos.BLOB;
            default -> TypeInfos.STRING;
        };
    }

    /** The fields and relationships of one object, worked out when the compiler first asks. */
    private class Fields {

        private final FieldTable table = new StandardFieldTable();
        private final Set<String> done = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        private final TypeInfo self;
        private final String object;

        Fields(TypeInfo self, String object) {
            this.self = self;
            this.object = object;
        }

        FieldTable all() {
            if (standard.containsKey(object)) addStandard();
            else addSystem();
            for (CustomNames.Field field : custom.fields.getOrDefault(object, List.of())) {
                add(field.name(), scalar(field.type()), SObjectFieldInfo.Category.REGULAR);
                String parent = field.name().replaceAll("__c$", "__r");
                if (!field.target().isEmpty()) add(parent, find(field.target()), SObjectFieldInfo.Category.FOREIGN_KEY);
            }
            for (CustomNames.Child child : custom.children.getOrDefault(object, List.of())) {
                addList(child.relationship() + "__r", find(child.object()));
            }
            return table.resolve();
        }

        private void addStandard() {
            try {
                for (Field field : Class.forName(FOLDER.replace('/', '.') + object, false, classes).getFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) addStandard(field);
                }
            } catch (ClassNotFoundException | NoClassDefFoundError cause) {
                throw new IllegalStateException(cause);
            }
        }

        private void addStandard(Field field) {
            Class<?> type = field.getType();
            String simple = type.getSimpleName();
            if (type.isArray()) addList(field.getName(), find(type.getComponentType().getSimpleName()));
            else if (field.getGenericType() instanceof ParameterizedType list) {
                addList(field.getName(), find(((Class<?>) list.getActualTypeArguments()[0]).getSimpleName()));
            } else if (type.getName().startsWith(FOLDER.replace('/', '.'))) {
                add(field.getName(), find(simple), SObjectFieldInfo.Category.FOREIGN_KEY);
            } else if (simple.equals("SObject")) {
                add(field.getName(), TypeInfos.SOBJECT, SObjectFieldInfo.Category.FOREIGN_KEY);
            } else add(field.getName(), scalar(simple), SObjectFieldInfo.Category.REGULAR);
        }

        private void addSystem() {
            String[][] fields = {
                { "Id", "id" },
                { "Name", "string" },
                { "OwnerId", "id" },
                { "CreatedDate", "datetime" },
                { "CreatedById", "id" },
                { "LastModifiedDate", "datetime" },
                { "LastModifiedById", "id" },
                { "SystemModstamp", "datetime" },
                { "IsDeleted", "boolean" },
                { "CurrencyIsoCode", "string" },
            };
            for (String[] field : fields) add(field[0], scalar(field[1]), SObjectFieldInfo.Category.REGULAR);
            for (String parent : List.of("Owner", "CreatedBy", "LastModifiedBy")) {
                add(parent, find("User"), SObjectFieldInfo.Category.FOREIGN_KEY);
            }
        }

        private void addList(String name, TypeInfo of) {
            if (of != null) add(name, GenericTypeInfoFactory.createList(of), SObjectFieldInfo.Category.AGGREGATE);
        }

        private void add(String name, TypeInfo type, SObjectFieldInfo.Category category) {
            if (type == null || !done.add(name)) return;
            SObjectFieldInfo.Builder builder = (SObjectFieldInfo.Builder) SObjectFieldInfo.builder()
                .setName(name)
                .setModifiers(ModifierGroups.ONLY_GLOBAL)
                .setDefiningType(self)
                .setType(type);
            builder.setCategory(category);
            if (category == SObjectFieldInfo.Category.REGULAR) builder.setColumnInfo(true);
            table.add((FieldInfo) builder.build());
        }
    }
}
