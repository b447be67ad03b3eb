export type Toast = { title?: string; message?: string; variant?: string; mode?: string; messageData?: unknown[] }

export const toastEvent = 'lightning__showtoast'
export const closeScreenEvent = 'lightning__actionsclosescreen'
export const refreshEvent = 'lightning__refreshview'

/** lightning/platformShowToastEvent */
export class ShowToastEvent extends CustomEvent<Toast> {
  constructor(toast: Toast) {
    super(toastEvent, { detail: toast, bubbles: true, composed: true, cancelable: true })
  }
}

/** lightning/actions */
export class CloseActionScreenEvent extends CustomEvent<void> {
  constructor() {
    super(closeScreenEvent, { bubbles: true, composed: true })
  }
}

/** lightning/refresh */
export class RefreshEvent extends CustomEvent<void> {
  constructor() {
    super(refreshEvent, { bubbles: true, composed: true })
  }
}

/** lightning/flowSupport: a component on a flow's screen tells the flow its value. */
export class FlowAttributeChangeEvent extends CustomEvent<{ attributeName: string; attributeValue: unknown }> {
  constructor(attributeName: string, attributeValue: unknown) {
    const detail = { attributeName, attributeValue }
    super('_attributechange', { detail, bubbles: true, composed: true, cancelable: true })
  }
}
