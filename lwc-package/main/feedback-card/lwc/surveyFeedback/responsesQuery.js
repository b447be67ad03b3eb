import { gql } from 'lightning/graphql';

/** The newest answers of a record in full, and the figures of those before them for the trend. */
export const RESPONSES = gql`
    query surveyResponses($recordId: ID, $first: Int) {
        uiapi {
            query {
                responses: Survey_Response__c(
                    where: {
                        or: [
                            { Contact__c: { eq: $recordId } }
                            { Lead__c: { eq: $recordId } }
                            { Account__c: { eq: $recordId } }
                            { Case__c: { eq: $recordId } }
                            { Opportunity__c: { eq: $recordId } }
                        ]
                    }
                    orderBy: { Submitted_At__c: { order: DESC, nulls: LAST } }
                    first: $first
                ) {
                    edges {
                        node {
                            Id
                            nps: NPS__c @optional {
                                value
                            }
                            npsFactor: NPS_Factor__c @optional {
                                value
                            }
                            npsGroup: NPS_Group__c @optional {
                                value
                            }
                            csat: CSAT__c @optional {
                                value
                            }
                            csatPositive: CSAT_Positive__c @optional {
                                value
                            }
                            ces: CES__c @optional {
                                value
                            }
                            method: Method__c @optional {
                                value
                            }
                            scale: Scale__c @optional {
                                value
                            }
                            direction: Direction__c @optional {
                                value
                            }
                            submittedAt: Submitted_At__c @optional {
                                value
                            }
                            isTest: Is_Test__c @optional {
                                value
                            }
                            isBot: Is_Bot__c @optional {
                                value
                            }
                            viaAgent: Via_Agent__c @optional {
                                value
                            }
                            comment: Comment__c @optional {
                                value
                            }
                            language: Language__c @optional {
                                value
                            }
                            channel: Channel__c @optional {
                                value
                            }
                            program: Program__c @optional {
                                value
                            }
                            edited: Edited__c @optional {
                                value
                            }
                            answersWritten: Answers_Written__c @optional {
                                value
                            }
                            contact: Contact__r @optional {
                                Name @optional {
                                    value
                                }
                            }
                            lead: Lead__r @optional {
                                Name @optional {
                                    value
                                }
                            }
                            answers: Survey_Answers__r(first: 60, orderBy: { Name: { order: ASC } }) @optional {
                                edges {
                                    node {
                                        Id
                                        question: Question_Text__c @optional {
                                            value
                                        }
                                        text: Value_Text__c @optional {
                                            value
                                        }
                                        number: Value_Number__c @optional {
                                            value
                                        }
                                        date: Value_Date__c @optional {
                                            value
                                        }
                                        skipped: Skipped__c @optional {
                                            value
                                        }
                                        notApplicable: Not_Applicable__c @optional {
                                            value
                                        }
                                    }
                                }
                                pageInfo {
                                    hasNextPage
                                }
                            }
                        }
                    }
                    pageInfo {
                        hasNextPage
                    }
                }
                history: Survey_Response__c(
                    where: {
                        or: [
                            { Contact__c: { eq: $recordId } }
                            { Lead__c: { eq: $recordId } }
                            { Account__c: { eq: $recordId } }
                            { Case__c: { eq: $recordId } }
                            { Opportunity__c: { eq: $recordId } }
                        ]
                    }
                    orderBy: { Submitted_At__c: { order: DESC, nulls: LAST } }
                    first: 60
                ) {
                    edges {
                        node {
                            Id
                            nps: NPS__c @optional {
                                value
                            }
                            npsFactor: NPS_Factor__c @optional {
                                value
                            }
                            npsGroup: NPS_Group__c @optional {
                                value
                            }
                            csat: CSAT__c @optional {
                                value
                            }
                            csatPositive: CSAT_Positive__c @optional {
                                value
                            }
                            ces: CES__c @optional {
                                value
                            }
                            method: Method__c @optional {
                                value
                            }
                            scale: Scale__c @optional {
                                value
                            }
                            direction: Direction__c @optional {
                                value
                            }
                            submittedAt: Submitted_At__c @optional {
                                value
                            }
                            isTest: Is_Test__c @optional {
                                value
                            }
                            isBot: Is_Bot__c @optional {
                                value
                            }
                            viaAgent: Via_Agent__c @optional {
                                value
                            }
                        }
                    }
                }
            }
        }
    }
`;
