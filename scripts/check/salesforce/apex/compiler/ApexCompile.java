import apex.jorje.semantic.common.TestAccessEvaluator;
import apex.jorje.semantic.common.TestQueryValidators;
import apex.jorje.semantic.compiler.ApexCompiler;
import apex.jorje.semantic.compiler.CodeUnit;
import apex.jorje.semantic.compiler.CompilationInput;
import apex.jorje.semantic.compiler.CompilerStage;
import apex.jorje.semantic.compiler.Namespaces;
import apex.jorje.semantic.compiler.SourceFile;
import apex.jorje.semantic.compiler.sfdc.NoopCompilerProgressCallback;
import apex.jorje.semantic.symbol.type.SObjectTypeInfo;
import apex.jorje.semantic.symbol.type.TypeInfo;
import apex.jorje.services.exception.CompilationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks Apex with the compiler front end that prettier-plugin-apex vendors: an internal API of Salesforce, for development only,
 * so its version is pinned. It parses and validates, and runs nothing.
 *
 * Arguments: the compiler's jar, the jar of standard objects, and a file that says what to compile, one line each, tab separated:
 * "file path", "object name", "field object name type target", "child target relationship object", "label name".
 * Prints "problem path line message" and "gap path line message" (see KNOWN_GAP), and last "done" with the number of files.
 */
public class ApexCompile {

    public static void main(String[] arguments) throws Exception {
        List<SourceFile> files = new ArrayList<>();
        Map<String, String> paths = new HashMap<>();
        CustomNames names = new CustomNames();
        for (String line : Files.readAllLines(Path.of(arguments[2]))) {
            String[] words = line.split("\t", -1);
            if (words[0].equals("file")) {
                String name = Path.of(words[1]).getFileName().toString().replaceFirst("\\.(cls|trigger)$", "");
                paths.put(name, words[1]);
                files.add(sourceFile(name, Files.readString(Path.of(words[1]))));
            } else names.add(words);
        }
        StandardLibrary library = new StandardLibrary(arguments[0], names.labels);
        SObjects objects = new SObjects(Path.of(arguments[1]), names);
        ApexCompiler compiler = compiler(files, new Symbols(library, objects));
        library.compileWith(compiler);
        compiler.compile(CompilerStage.VALIDATE);
        for (CodeUnit unit : compiler.getCodeUnits()) {
            String path = paths.get(unit.getName());
            if (path != null) for (Object error : unit.getErrors().get()) print(path, (CompilationException) error);
        }
        System.out.println("done\t" + files.size());
    }

    private static SourceFile sourceFile(String name, String body) {
        return new SourceFile.Builder()
            .setBody(body)
            .setKnownName(name)
            .setNamespace(Namespaces.EMPTY)
            .setFileBased(true)
            .build();
    }

    private static ApexCompiler compiler(List<SourceFile> files, Symbols symbols) {
        TestAccessEvaluator everythingIsVisible = new TestAccessEvaluator() {
            @Override
            public boolean isSetupEntityVisibleToType(SObjectTypeInfo entity, TypeInfo type) {
                return true;
            }
        };
        return ApexCompiler.builder()
            .setInput(
                new CompilationInput(
                    files,
                    symbols,
                    everythingIsVisible,
                    new TestQueryValidators.Noop(),
                    null,
                    NoopCompilerProgressCallback.get()
                )
            )
            .build();
    }

    private static void print(String path, CompilationException error) {
        String message = error.getError().replaceAll("\\s+", " ");
        String kind = KNOWN_GAP.matcher(message).find() ? "gap" : "problem";
        System.out.println(String.join("\t", kind, path, String.valueOf(error.getLoc().getLine()), message));
    }

    /** What comes from holes in the bundled library and not from the code. Shown, not counted: apex-ls checks these places. */
    private static final Pattern KNOWN_GAP = Pattern.compile(
        String.join(
            "|",
            "signature: void (insert|update|upsert|delete|undelete)\\(.*from the type System\\.Database",
            "Variable does not exist: (Schema\\.)?SObjectType",
            "Non static field cannot be referenced from a static context: \\w+ from the type \\w+$",
            "non-parameterized type: Database\\.Batchable",
            "void (addMetadata|createInterview|sendEmail)\\(",
            "Variable does not exist: ConnectApi\\."
        )
    );
}
