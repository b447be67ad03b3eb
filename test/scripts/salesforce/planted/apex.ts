/** Who must find it: apex-ls with our probes (`ls`), the compiler (`c`). `{}` stands for the name of the class. */
type Mistake = { what: string; by: string; text: string }

const inMethod = (what: string, by: string, body: string): Mistake => ({
  what,
  by,
  text: `public with sharing class {} { public static void run() { ${body} } }`,
})
const inClass = (what: string, by: string, body: string): Mistake => ({
  what,
  by,
  text: `public with sharing class {} { ${body} }`,
})

const names = [
  inMethod('a field that is not there', 'ls c', 'Survey_Response__c r; Object o = r.Csatt__c;'),
  inMethod('a field of ours that Contact lacks', 'ls c', 'Contact r; Object o = r.Npss__c;'),
  inMethod('a field in a query', 'ls', 'Object o = [SELECT Id, Csatt__c FROM Survey_Response__c];'),
  inMethod('a field of the parent in a query', 'ls', 'Object o = [SELECT Case__r.Nope__c FROM Survey_Response__c];'),
  inMethod('a condition of a query', 'ls', 'Object o = [SELECT Id FROM Survey_Response__c WHERE Nope__c = 1];'),
  inMethod('the order of a query', 'ls', 'Object o = [SELECT Id FROM Survey_Response__c ORDER BY Nope__c];'),
  inMethod('a child relationship', 'ls', 'Object o = [SELECT (SELECT Id FROM Survey_Responsez__r) FROM Case];'),
  inMethod('a field of a child', 'ls', 'Object o = [SELECT (SELECT Nope__c FROM Survey_Responses__r) FROM Case];'),
  inMethod('a standard field', 'ls c', 'Contact r; Object o = r.FavouriteColour;'),
  inMethod('a standard field of an object that the package extends', 'ls c', 'Case r; Object o = r.Subjectt;'),
  inMethod('a field in a constructor', 'ls c', 'SObject o = new Survey_Response__c(Nope__c = 1);'),
  inMethod('an object', 'ls c', 'Survey_Respons__c r;'),
  inMethod('an object in a query', 'ls c', 'Object o = [SELECT Id FROM Survey_Respons__c];'),
  inMethod('a label', 'ls c', 'String s = System.Label.No_Such_Label;'),
  inMethod('a class', 'ls c', 'Object o = new NoSuchClass();'),
  inMethod('a method', 'ls c', 'Good.nope();'),
  inMethod('a method of the platform', 'ls c', `new HttpRequest().setEndPointt('x');`),
  inMethod('a variable', 'ls c', 'System.debug(nothere);'),
  inMethod('a bind variable', 'ls c', 'Object o = [SELECT Id FROM Case WHERE Id = :nothere];'),
]

const types = [
  inMethod('text for a number', 'ls c', `Integer i = 'x'; System.debug(i);`),
  inMethod('text for a number field', 'ls c', `Survey_Response__c r; r.CSAT__c = 'abc';`),
  inMethod('a list of something else', 'ls c', 'List<String> l = new List<Integer>{ 1 }; System.debug(l);'),
  inMethod('a query into another list', 'ls c', 'List<Contact> l = [SELECT Id FROM Case]; System.debug(l);'),
  inMethod('a condition that is none', 'ls c', 'if (1) { System.debug(1); }'),
  inMethod('a throw of text', 'ls c', `throw 'x';`),
  inMethod('too few arguments', 'ls c', 'Good.ask(null);'),
  inClass('the value of a void method', 'c', 'static void v() {} static void f() { String s = v(); System.debug(s); }'),
  inClass('another type returned', 'ls c', `static Integer f() { return 'abc'; }`),
  inClass('a return that is missing', 'ls c', 'static Integer f(Boolean b) { if (b) { return 1; } }'),
]

const rules = [
  inMethod('a variable twice', 'ls c', `Integer i = 1; String i = 'x'; System.debug(i);`),
  inMethod('syntax', 'ls c', 'Integer i = 1'),
  inMethod('a private method of another class', 'c', 'System.debug(Good.secret());'),
  inClass('code that is never reached', 'ls c', 'static Integer f() { return 1; System.debug(1); }'),
  inClass('a final that changes', 'c', 'private static final Integer X = 1; static void f() { X = 2; }'),
  inClass('an instance method from a static one', 'ls c', 'public void i() {} public static void f() { i(); }'),
  inClass(
    'an override of what is not virtual',
    'ls c',
    'public virtual class A { public void m() {} } public class B extends A { public override void m() {} }',
  ),
  inClass(
    'two invocable methods',
    'c',
    '@InvocableMethod public static void a(List<Id> x) {} @InvocableMethod public static void b(List<Id> x) {}',
  ),
  inClass('an Aura method that is not static', 'c', `@AuraEnabled public String f() { return 'x'; }`),
  { what: 'an interface', by: 'ls c', text: 'public class {} implements Queueable { public void run() {} }' },
  { what: 'a name unlike the file', by: 'ls', text: 'public class SomethingElse { }' },
]

/** Every mistake in a class of its own. */
export const apexMistakes = [...names, ...types, ...rules].map(({ what, by, text }, index) => {
  const name = `Bad${String(index + 1).padStart(2, '0')}`
  return { what, by: by.split(' '), name, text: `${text.replace('{}', name)}\n` }
})

/** Nothing is to be said about these. The first is what the mistakes get wrong; the second asks for all that the checkers know. */
export const goodApex: Record<string, string> = {
  Good: `public with sharing class Good {
    public static Boolean ask(Id recordId, String program) {
        return recordId != null && program != null;
    }

    private static Integer secret() {
        return 1;
    }
}
`,
  GoodQueries: `public with sharing class GoodQueries {
    public class RefusedException extends Exception {
    }

    public static List<Survey_Response__c> answers(Id caseId) {
        List<Survey_Response__c> answers = [
            SELECT Id, Name, CSAT__c, Case__r.Subject, Contact__r.NPS__c, Owner.Name, Survey_Response__c.NPS__c
            FROM Survey_Response__c
            WHERE Case__c = :caseId AND Is_Test__c = FALSE
            WITH USER_MODE
            ORDER BY Submitted_At__c DESC
            LIMIT 10
        ];
        if (answers.isEmpty()) {
            throw new RefusedException(Label.Survey_Error_Busy + System.Label.Survey_Error_Busy);
        }
        return answers;
    }

    public static Decimal last(Id caseId) {
        Case asked = [
            SELECT Subject, Last_Survey_Score__c, (SELECT CSAT__c FROM Survey_Responses__r)
            FROM Case
            WHERE Id = :caseId
            WITH USER_MODE
        ];
        asked.Last_Survey_Score__c = asked.Survey_Responses__r.isEmpty() ? null : asked.Survey_Responses__r[0].CSAT__c;
        return asked.Last_Survey_Score__c;
    }
}
`,
}
