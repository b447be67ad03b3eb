import static java.util.stream.Collectors.joining;

import apex.jorje.semantic.ast.modifier.ModifierGroups;
import apex.jorje.semantic.bcl.ExceptionMethods;
import apex.jorje.semantic.compiler.ApexCompiler;
import apex.jorje.semantic.compiler.Namespaces;
import apex.jorje.semantic.compiler.SourceFile;
import apex.jorje.semantic.symbol.resolver.SymbolResolver;
import apex.jorje.semantic.symbol.type.StandardTypeInfoImpl;
import apex.jorje.semantic.symbol.type.TypeInfo;
import apex.jorje.semantic.symbol.type.TypeInfos;
import apex.jorje.semantic.symbol.type.UnitType;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The platform's own classes: stubs that lie in the compiler's jar, with their holes filled. */
class StandardLibrary {

    private static final String ROOT = "com/salesforce/api/";

    /** Types the stubs lack, with the signatures of the Apex reference. */
    private static final String[][] MISSING = {
        { "System", "RoundingMode", "global enum RoundingMode { CEILING, DOWN, FLOOR, HALF_DOWN, HALF_EVEN, HALF_UP, UNNECESSARY, UP }" },
        { "Database", "AllowsCallouts", "global interface AllowsCallouts {}" },
        { "Database", "Stateful", "global interface Stateful {}" },
        { "System", "Savepoint", "global class Savepoint {}" },
        { "ApexPages", "Severity", "global enum Severity { CONFIRM, ERROR, FATAL, INFO, WARNING }" },
        { "System", "AuraHandledException", "global class AuraHandledException extends Exception {}" },
        {
            "System",
            "AccessLevel",
            "global class AccessLevel { global static AccessLevel USER_MODE; global static AccessLevel SYSTEM_MODE;" +
            " global AccessLevel withPermissionSetId(String id) { return null; } }",
        },
    };

    private final Map<String, SourceFile> stubs = new HashMap<>();
    private final Map<String, TypeInfo> compiled = new HashMap<>();
    private final TypeInfo baseException = baseException();
    private ApexCompiler compiler;

    StandardLibrary(String compilerJar, Set<String> labels) throws IOException {
        try (JarFile jar = new JarFile(compilerJar)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String[] parts = entry.getName().split("/");
                if (parts.length != 3 || !parts[0].equals("StandardApexLibrary") || !parts[2].endsWith(".cls")) continue;
                String body = new String(jar.getInputStream(entry).readAllBytes());
                String name = parts[2].replace(".cls", "");
                String path = parts[1] + "/" + name;
                put(parts[1], name, path.equals("System/Label") ? withLabels(body, labels) : repair(path, name, body));
            }
        }
        for (String[] type : MISSING) put(type[0], type[1], type[2]);
    }

    void compileWith(ApexCompiler compiler) {
        this.compiler = compiler;
    }

    /** What has to be ours even though the compiler has one. */
    TypeInfo repaired(String name) {
        return name.equalsIgnoreCase("System/ApexBaseException") ? baseException : null;
    }

    TypeInfo find(SymbolResolver resolver, String name) {
        String path = name.toLowerCase();
        if (!path.startsWith(ROOT)) path = ROOT + path;
        String key = path.replaceFirst("^" + ROOT + "([^/]+)$", ROOT + "system/$1");
        if (compiled.containsKey(key)) return compiled.get(key);
        SourceFile stub = stubs.get(key);
        if (stub == null) return null;
        compiled.put(key, null); // a type that names itself is asked for again while it is compiled
        compiled.put(key, compiler.attachSource(resolver, stub, name));
        return compiled.get(key);
    }

    /** Exceptions without a parent, instance fields that are static in an org, a missing constructor. */
    private static String repair(String path, String name, String body) {
        if (path.equals("System/RestContext")) return body.replace("global Rest", "global static Rest");
        if (path.equals("Messaging/CustomNotification")) {
            return body.substring(0, body.lastIndexOf('}')) + "global CustomNotification() {}\n}";
        }
        if (!name.endsWith("Exception")) return body;
        return body
            .replaceFirst("global class " + name + " \\{", "global class " + name + " extends Exception {")
            .replaceFirst("global " + name + "\\(\\) \\{\\}", "");
    }

    /** The compiler asks this class for a label as for any static field. */
    private static String withLabels(String body, Set<String> labels) {
        String fields = labels.stream().map(label -> "global static String " + label + ";\n").collect(joining());
        return body.substring(0, body.lastIndexOf('}')) + fields + "}";
    }

    private void put(String namespace, String name, String body) {
        SourceFile stub = new SourceFile.Builder()
            .setBody(body)
            .setNamespace(Namespaces.create(namespace))
            .setTrusted(true)
            .setMocked(true)
            .setFileBased(true)
            .setKnownName(name)
            .build();
        stubs.put((ROOT + namespace + "/" + name).toLowerCase(), stub);
    }

    /** The parent of our own exceptions, with the constructors and methods that an org gives it. */
    private static TypeInfo baseException() {
        StandardTypeInfoImpl.Builder builder = (StandardTypeInfoImpl.Builder) StandardTypeInfoImpl.builder()
            .setApexBytecodeName("System/ApexBaseException")
            .setApexName("System.ApexBaseException")
            .setNamespace(Namespaces.SYSTEM)
            .setModifiers(ModifierGroups.GLOBAL_VIRTUAL)
            .setBasicType(TypeInfos.EXCEPTION.getBasicType())
            .setUnitType(UnitType.CLASS)
            .setParents(TypeInfos.EXCEPTION)
            .setMethods(ExceptionMethods.methodsWithConstructors())
            .setVirtualMethods(ExceptionMethods.methodsWithNoConstructors());
        return builder.buildResolved();
    }
}
