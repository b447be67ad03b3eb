import { gql } from 'lightning/graphql';

/** The newest row the bridge wrote, and how many there are. */
export const NEWEST = gql`
    query surveySetupNewest {
        uiapi {
            query {
                newest: Survey_Invitation__c(orderBy: { LastModifiedDate: { order: DESC } }, first: 1) {
                    edges {
                        node {
                            Id
                            at: LastModifiedDate @optional {
                                value
                            }
                        }
                    }
                }
            }
        }
    }
`;

/**
 * Who holds our permission sets. An org's user interface API may not offer this object: the tick then says so. Two lists, so that
 * a thousand agents do not hide the one integration user.
 */
export const ASSIGNMENTS = gql`
    query surveySetupAssignments {
        uiapi {
            query {
                agents: PermissionSetAssignment(
                    where: { PermissionSet: { Name: { in: ["Survey_User", "Survey_Bridge_Administrator"] } } }
                    first: 200
                ) {
                    edges {
                        node {
                            Id
                        }
                    }
                    pageInfo {
                        hasNextPage
                    }
                }
                integration: PermissionSetAssignment(
                    where: { PermissionSet: { Name: { eq: "Survey_Integration" } } }
                    first: 10
                ) {
                    edges {
                        node {
                            Id
                        }
                    }
                }
            }
        }
    }
`;

/** The flows that notify the bridge. As above: an org may not offer them here. */
export const FLOWS = gql`
    query surveySetupFlows {
        uiapi {
            query {
                flows: FlowDefinitionView(where: { ApiName: { like: "Survey_%" } }, first: 100) {
                    edges {
                        node {
                            Id
                            name: ApiName @optional {
                                value
                            }
                            isActive: IsActive @optional {
                                value
                            }
                            trigger: TriggerType @optional {
                                value
                            }
                        }
                    }
                }
            }
        }
    }
`;
