import { gql } from 'lightning/graphql';

/** Who was asked about a record, who is being asked now, and who was not. */
export const INVITATIONS = gql`
    query surveyInvitations($recordId: ID, $first: Int) {
        uiapi {
            query {
                open: Survey_Invitation__c(
                    where: {
                        and: [
                            { Status__c: { in: ["Queued", "Held", "Sent", "Opened", "Partial"] } }
                            {
                                or: [
                                    { Contact__c: { eq: $recordId } }
                                    { Lead__c: { eq: $recordId } }
                                    { Account__c: { eq: $recordId } }
                                    { Case__c: { eq: $recordId } }
                                    { Opportunity__c: { eq: $recordId } }
                                ]
                            }
                        ]
                    }
                    orderBy: { Asked_At__c: { order: DESC, nulls: LAST } }
                    first: 20
                ) {
                    edges {
                        node {
                            Id
                            key: Invitation_Key__c @optional {
                                value
                            }
                            status: Status__c @optional {
                                value
                            }
                            program: Program__c @optional {
                                value
                            }
                            channel: Channel__c @optional {
                                value
                            }
                            askedAt: Asked_At__c @optional {
                                value
                            }
                            sentAt: Sent_At__c @optional {
                                value
                            }
                            openedAt: Opened_At__c @optional {
                                value
                            }
                            completedAt: Completed_At__c @optional {
                                value
                            }
                            expiresAt: Expires_At__c @optional {
                                value
                            }
                            isTest: Is_Test__c @optional {
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
                        }
                    }
                }
                asked: Survey_Invitation__c(
                    where: {
                        and: [
                            { Status__c: { in: ["Completed", "Expired", "Bounced", "Cancelled"] } }
                            {
                                or: [
                                    { Contact__c: { eq: $recordId } }
                                    { Lead__c: { eq: $recordId } }
                                    { Account__c: { eq: $recordId } }
                                    { Case__c: { eq: $recordId } }
                                    { Opportunity__c: { eq: $recordId } }
                                ]
                            }
                        ]
                    }
                    orderBy: { Asked_At__c: { order: DESC, nulls: LAST } }
                    first: $first
                ) {
                    edges {
                        node {
                            Id
                            key: Invitation_Key__c @optional {
                                value
                            }
                            status: Status__c @optional {
                                value
                            }
                            program: Program__c @optional {
                                value
                            }
                            channel: Channel__c @optional {
                                value
                            }
                            askedAt: Asked_At__c @optional {
                                value
                            }
                            sentAt: Sent_At__c @optional {
                                value
                            }
                            openedAt: Opened_At__c @optional {
                                value
                            }
                            completedAt: Completed_At__c @optional {
                                value
                            }
                            expiresAt: Expires_At__c @optional {
                                value
                            }
                            isTest: Is_Test__c @optional {
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
                        }
                    }
                    pageInfo {
                        hasNextPage
                    }
                }
                notAsked: Survey_Invitation__c(
                    where: {
                        and: [
                            { Status__c: { eq: "Not Sent" } }
                            {
                                or: [
                                    { Contact__c: { eq: $recordId } }
                                    { Lead__c: { eq: $recordId } }
                                    { Account__c: { eq: $recordId } }
                                    { Case__c: { eq: $recordId } }
                                    { Opportunity__c: { eq: $recordId } }
                                ]
                            }
                        ]
                    }
                    orderBy: { Asked_At__c: { order: DESC, nulls: LAST } }
                    first: 5
                ) {
                    edges {
                        node {
                            Id
                            status: Status__c @optional {
                                value
                            }
                            reason: Not_Sent_Reason__c @optional {
                                value
                            }
                            askAgainOn: Ask_Again_On__c @optional {
                                value
                            }
                            program: Program__c @optional {
                                value
                            }
                            askedAt: Asked_At__c @optional {
                                value
                            }
                            isTest: Is_Test__c @optional {
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
                        }
                    }
                }
            }
        }
    }
`;
