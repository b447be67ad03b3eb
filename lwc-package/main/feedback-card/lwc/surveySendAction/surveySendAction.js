import { LightningElement, api } from 'lwc';
import { CloseActionScreenEvent } from 'lightning/actions';
import title from '@salesforce/label/c.Survey_Send_Survey';

/** The quick action Send Survey of one record. */
export default class SurveySendAction extends LightningElement {
    @api recordId;
    @api objectApiName;

    label = { title };

    handleClose() {
        this.dispatchEvent(new CloseActionScreenEvent());
    }
}
