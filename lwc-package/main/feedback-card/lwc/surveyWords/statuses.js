import statusQueued from '@salesforce/label/c.Survey_Status_Queued';
import statusHeld from '@salesforce/label/c.Survey_Status_Held';
import statusSent from '@salesforce/label/c.Survey_Status_Sent';
import statusOpened from '@salesforce/label/c.Survey_Status_Opened';
import statusPartial from '@salesforce/label/c.Survey_Status_Partial';
import statusCompleted from '@salesforce/label/c.Survey_Status_Completed';
import statusExpired from '@salesforce/label/c.Survey_Status_Expired';
import statusBounced from '@salesforce/label/c.Survey_Status_Bounced';
import statusCancelled from '@salesforce/label/c.Survey_Status_Cancelled';
import statusNotSent from '@salesforce/label/c.Survey_Status_Not_Sent';
import meansQueued from '@salesforce/label/c.Survey_Means_Queued';
import meansHeld from '@salesforce/label/c.Survey_Means_Held';
import meansSent from '@salesforce/label/c.Survey_Means_Sent';
import meansOpened from '@salesforce/label/c.Survey_Means_Opened';
import meansPartial from '@salesforce/label/c.Survey_Means_Partial';

/** By the values of `Survey_Invitation__c.Status__c`. */
const STATUSES = {
    Queued: { label: statusQueued, means: meansQueued, icon: 'utility:clock', look: 'info' },
    Held: { label: statusHeld, means: meansHeld, icon: 'utility:pause', look: 'warning' },
    Sent: { label: statusSent, means: meansSent, icon: 'utility:send', look: 'info' },
    Opened: { label: statusOpened, means: meansOpened, icon: 'utility:preview', look: 'info' },
    Partial: { label: statusPartial, means: meansPartial, icon: 'utility:edit_form', look: 'info' },
    Completed: { label: statusCompleted, icon: 'utility:success', look: 'success' },
    Expired: { label: statusExpired, icon: 'utility:expired', look: 'muted' },
    Bounced: { label: statusBounced, icon: 'utility:warning', look: 'error' },
    Cancelled: { label: statusCancelled, icon: 'utility:ban', look: 'muted' },
    'Not Sent': { label: statusNotSent, icon: 'utility:ban', look: 'muted' }
};

export const statusOf = (status) => STATUSES[status] ?? { label: status, icon: 'utility:question', look: 'muted' };
