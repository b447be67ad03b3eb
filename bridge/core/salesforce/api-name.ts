/** The name of an object or a field in Salesforce's API, relationship names included, as a regular expression's source. */
export const apiNamePattern = '[A-Za-z]\\w{0,79}'

export const isApiName = (text: string): boolean => whole.test(text)

const whole = new RegExp(`^${apiNamePattern}$`)
