import { gql } from 'lightning/graphql';

/** Figures only, of what counts: no test, no robot, nothing by way of an agent. 2,000 rows are the most one query may answer. */
export const SUMMARY = gql`
    query surveyAccountSummary($recordId: ID, $since: DateTime) {
        uiapi {
            query {
                responses: Survey_Response__c(
                    where: {
                        and: [
                            { Account__c: { eq: $recordId } }
                            { Submitted_At__c: { gte: { value: $since } } }
                            { Is_Test__c: { eq: false } }
                            { Is_Bot__c: { eq: false } }
                            { Via_Agent__c: { eq: false } }
                        ]
                    }
                    orderBy: { Submitted_At__c: { order: DESC, nulls: LAST } }
                    first: 2000
                    upperBound: 2000
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
                        }
                    }
                    pageInfo {
                        hasNextPage
                    }
                }
                invitations: Survey_Invitation__c(
                    where: {
                        and: [
                            { Account__c: { eq: $recordId } }
                            { Sent_At__c: { gte: { value: $since } } }
                            { Is_Test__c: { eq: false } }
                            { Delivered__c: { eq: 1 } }
                        ]
                    }
                    orderBy: { Sent_At__c: { order: DESC, nulls: LAST } }
                    first: 2000
                    upperBound: 2000
                ) {
                    edges {
                        node {
                            Id
                            delivered: Delivered__c @optional {
                                value
                            }
                            answered: Answered__c @optional {
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
    }
`;
