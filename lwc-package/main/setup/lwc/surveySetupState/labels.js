import alerts from '@salesforce/label/c.Survey_Alerts';
import connections from '@salesforce/label/c.Survey_Connections';
import dead from '@salesforce/label/c.Survey_Work_Dead';
import deadNext from '@salesforce/label/c.Survey_Work_Dead_Next';
import held from '@salesforce/label/c.Survey_Work_Held';
import heldNext from '@salesforce/label/c.Survey_Work_Held_Next';
import lastWrite from '@salesforce/label/c.Survey_Last_Write';
import month from '@salesforce/label/c.Survey_Month';
import monthInvitations from '@salesforce/label/c.Survey_Month_Invitations';
import monthMegabytes from '@salesforce/label/c.Survey_Month_Megabytes';
import monthNote from '@salesforce/label/c.Survey_Month_Note';
import monthResponses from '@salesforce/label/c.Survey_Month_Responses';
import monthRows from '@salesforce/label/c.Survey_Month_Rows';
import neverWritten from '@salesforce/label/c.Survey_Never_Written';
import noAlerts from '@salesforce/label/c.Survey_No_Alerts';
import noProgramsYet from '@salesforce/label/c.Survey_No_Programs_Yet';
import notSentLatest from '@salesforce/label/c.Survey_Not_Sent_latest';
import notSentNone from '@salesforce/label/c.Survey_Not_Sent_none';
import notSentRecords from '@salesforce/label/c.Survey_Not_Sent_records';
import programs from '@salesforce/label/c.Survey_Programs';
import stateOpen from '@salesforce/label/c.Survey_Connection_open';
import stateResting from '@salesforce/label/c.Survey_Connection_resting';
import stateStopped from '@salesforce/label/c.Survey_Connection_stopped';
import unknown from '@salesforce/label/c.Survey_Work_Unknown';
import unknownNext from '@salesforce/label/c.Survey_Work_Unknown_Next';
import version from '@salesforce/label/c.Survey_Version';
import waiting from '@salesforce/label/c.Survey_Work_Waiting';
import watchNext from '@salesforce/label/c.Survey_Watch_Next';
import work from '@salesforce/label/c.Survey_Work';

export const label = {
    alerts,
    connections,
    dead,
    deadNext,
    held,
    heldNext,
    lastWrite,
    month,
    monthInvitations,
    monthMegabytes,
    monthNote,
    monthResponses,
    monthRows,
    neverWritten,
    noAlerts,
    noProgramsYet,
    programs,
    unknown,
    unknownNext,
    version,
    waiting,
    watchNext,
    work
};

export const notSentWords = { latest: notSentLatest, none: notSentNone, records: notSentRecords };
export const connectionStates = { open: stateOpen, resting: stateResting, stopped: stateStopped };
