import apex.jorje.semantic.common.TestSymbolProvider;
import apex.jorje.semantic.symbol.resolver.SymbolResolver;
import apex.jorje.semantic.symbol.type.TypeInfo;

/** Where the compiler asks for every name that is not in the file it reads. */
class Symbols extends TestSymbolProvider {

    private final StandardLibrary library;
    private final SObjects objects;

    Symbols(StandardLibrary library, SObjects objects) {
        this.library = library;
        this.objects = objects;
    }

    @Override
    public TypeInfo find(SymbolResolver resolver, TypeInfo from, String name) {
        TypeInfo first = library.repaired(name);
        if (first != null) return first;
        TypeInfo bundled = super.find(resolver, from, name);
        return bundled != null ? bundled : library.find(resolver, name);
    }

    @Override
    public TypeInfo getSObjectType(TypeInfo from, String name) {
        return objects.find(name);
    }
}
