/** What PMD has to say, by class: `pmd:` and the rule. */
export const insecure: Record<string, { rules: string[]; text: string }> = {
  Injected: {
    rules: ['ApexSOQLInjection'],
    text: `public with sharing class Injected {
    @AuraEnabled
    public static List<SObject> find(String name) {
        return Database.query('SELECT Id FROM Contact WHERE Name = \\'' + name + '\\'');
    }
}
`,
  },
  Unshared: {
    rules: ['ApexSharingViolations', 'ApexCRUDViolation'],
    text: `public class Unshared {
    @AuraEnabled
    public static List<Survey_Response__c> read(Id x) {
        return [SELECT Id, CSAT__c FROM Survey_Response__c WHERE Case__c = :x];
    }
}
`,
  },
  Caller: {
    rules: ['ApexInsecureEndpoint', 'ApexSuggestUsingNamedCred', 'AvoidHardcodedCredentialsInHttpHeader'],
    text: `public with sharing class Caller {
    public static void call() {
        HttpRequest request = new HttpRequest();
        request.setEndpoint('http://example.org/x');
        request.setHeader('Authorization', 'Bearer abc0123456789');
        new Http().send(request);
    }
}
`,
  },
  Looper: {
    rules: ['OperationWithLimitsInLoop'],
    text: `public with sharing class Looper {
    public static void insertAll(List<String> keys) {
        for (String key : keys) {
            insert as user new Survey_Response__c(Response_Key__c = key);
        }
    }
}
`,
  },
  SeesAllTest: {
    rules: ['ApexUnitTestShouldNotUseSeeAllDataTrue'],
    text: `@IsTest(SeeAllData=true)
private class SeesAllTest {
    @IsTest
    static void reads_everything() {
        Assert.areEqual(1, [SELECT COUNT() FROM Case]);
    }
}
`,
  },
}

/** What the Graph Engine has to say of a class that reads and writes without asking what the user may. */
export const unasked = {
  rules: ['ApexFlsViolation', 'DatabaseOperationsMustUseWithSharing', 'AvoidDatabaseOperationInLoop'],
  text: `public without sharing class Unasked {
    @AuraEnabled
    public static List<Contact> write(Id id, List<String> names) {
        for (String name : names) {
            insert new Contact(LastName = name);
        }
        return [SELECT Id, Birthdate FROM Contact WHERE Id = :id];
    }
}
`,
}

/** A screen flow that deletes whatever a person types, past all sharing. */
export const openDoor = {
  file: 'Open_Door.flow-meta.xml',
  rule: 'flow:PreventPassingUserDataIntoElementWithoutSharing',
  text: `<?xml version="1.0" encoding="UTF-8"?>
<Flow xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>66.0</apiVersion>
    <label>Open Door</label>
    <processType>Flow</processType>
    <recordDeletes>
        <name>Delete_It</name>
        <label>Delete It</label>
        <locationX>1</locationX>
        <locationY>2</locationY>
        <filterLogic>and</filterLogic>
        <filters>
            <field>Name</field>
            <operator>EqualTo</operator>
            <value><elementReference>Which</elementReference></value>
        </filters>
        <object>Contact</object>
    </recordDeletes>
    <runInMode>SystemModeWithoutSharing</runInMode>
    <screens>
        <name>Ask</name>
        <label>Ask</label>
        <locationX>1</locationX>
        <locationY>1</locationY>
        <allowBack>false</allowBack>
        <allowFinish>true</allowFinish>
        <allowPause>false</allowPause>
        <connector><targetReference>Delete_It</targetReference></connector>
        <fields>
            <name>Which</name>
            <dataType>String</dataType>
            <fieldText>Which</fieldText>
            <fieldType>InputField</fieldType>
            <isRequired>true</isRequired>
        </fields>
        <showFooter>true</showFooter>
        <showHeader>true</showHeader>
    </screens>
    <start>
        <locationX>1</locationX>
        <locationY>0</locationY>
        <connector><targetReference>Ask</targetReference></connector>
    </start>
    <status>Active</status>
</Flow>
`,
}
