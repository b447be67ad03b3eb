type PageReference = {
  type: string
  attributes?: Record<string, string>
  state?: Record<string, string>
}
// oxlint-disable-next-line typescript/no-explicit-any -- a mixin's base takes whatever its subclass passes
type Constructor = new (...given: any[]) => object

const navigate = Symbol('Navigate')
const generateUrl = Symbol('GenerateUrl')

/** Where a page reference leads. Source: LWC guide, PageReference Types */
function urlOf({ type, attributes = {} }: PageReference): string {
  const { recordId, objectApiName, apiName, url } = attributes
  switch (type) {
    case 'standard__webPage':
      return String(url)
    case 'standard__recordPage':
    case 'standard__recordRelationshipPage':
      return `/${recordId}`
    case 'standard__objectPage':
      return `/lightning/o/${objectApiName}/list`
    case 'standard__navItemPage':
      return `/lightning/n/${apiName}`
    default:
      throw new TypeError(`the stand-in has no page of type ${type}`)
  }
}

/** lightning/navigation */
export const NavigationMixin = Object.assign(
  (Base: Constructor) =>
    class extends Base {
      [navigate](reference: PageReference): void {
        if (reference.type === 'standard__webPage') window.open(urlOf(reference), '_blank', 'noopener')
        else location.assign(urlOf(reference))
      }

      [generateUrl](reference: PageReference): Promise<string> {
        return Promise.resolve(new URL(urlOf(reference), location.href).href)
      }
    },
  { Navigate: navigate, GenerateUrl: generateUrl },
)

/** The wire of the page itself. */
export class CurrentPageReference {
  constructor(emit: (value: PageReference) => void) {
    const [, recordId] = /\/lightning\/r\/\w+\/(\w+)\//.exec(location.pathname) ?? []
    const state = Object.fromEntries(new URLSearchParams(location.search))
    emit(
      recordId
        ? { type: 'standard__recordPage', attributes: { recordId }, state }
        : { type: 'standard__navItemPage', attributes: { apiName: location.pathname.split('/').at(-1) ?? '' }, state },
    )
  }

  connect(): void {}
  disconnect(): void {}
  update(): void {}
}
