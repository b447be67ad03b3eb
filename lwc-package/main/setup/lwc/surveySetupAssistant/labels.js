import admin from '@salesforce/label/c.Survey_Live_Admin';
import adminFound from '@salesforce/label/c.Survey_Live_Admin_Found';
import adminMissing from '@salesforce/label/c.Survey_Live_Admin_Missing';
import adminNext from '@salesforce/label/c.Survey_Live_Admin_Next';
import allGood from '@salesforce/label/c.Survey_All_Good';
import bridge from '@salesforce/label/c.Survey_Live_Bridge';
import bridgeFound from '@salesforce/label/c.Survey_Live_Bridge_Found';
import bridgeNext from '@salesforce/label/c.Survey_Live_Bridge_Next';
import doctor from '@salesforce/label/c.Survey_Doctor';
import doctorAt from '@salesforce/label/c.Survey_Doctor_At';
import doctorMissing from '@salesforce/label/c.Survey_Doctor_Missing';
import doctorOld from '@salesforce/label/c.Survey_Doctor_Old';
import goodSoFar from '@salesforce/label/c.Survey_Good_So_Far';
import flows from '@salesforce/label/c.Survey_Live_Flows';
import flowsFound from '@salesforce/label/c.Survey_Live_Flows_Found';
import flowsNext from '@salesforce/label/c.Survey_Live_Flows_Next';
import live from '@salesforce/label/c.Survey_Live';
import loading from '@salesforce/label/c.Survey_Loading';
import mail from '@salesforce/label/c.Survey_Live_Mail';
import mailFound from '@salesforce/label/c.Survey_Live_Mail_Found';
import mailMissing from '@salesforce/label/c.Survey_Live_Mail_Missing';
import mailNext from '@salesforce/label/c.Survey_Live_Mail_Next';
import needsYou from '@salesforce/label/c.Survey_Needs_You';
import notConnected from '@salesforce/label/c.Survey_Not_Connected';
import notConnectedNext from '@salesforce/label/c.Survey_Not_Connected_Next';
import notReadable from '@salesforce/label/c.Survey_Live_Not_Readable';
import objects from '@salesforce/label/c.Survey_Live_Objects';
import objectsFound from '@salesforce/label/c.Survey_Live_Objects_Found';
import objectsMissing from '@salesforce/label/c.Survey_Live_Objects_Missing';
import objectsNext from '@salesforce/label/c.Survey_Live_Objects_Next';
import people from '@salesforce/label/c.Survey_Live_People';
import peopleFound from '@salesforce/label/c.Survey_Live_People_Found';
import peopleNext from '@salesforce/label/c.Survey_Live_People_Next';
import refresh from '@salesforce/label/c.Survey_Refresh';
import seeDoctor from '@salesforce/label/c.Survey_Live_See_Doctor';
import subtitle from '@salesforce/label/c.Survey_Setup_Subtitle';
import title from '@salesforce/label/c.Survey_Setup_Title';
import write from '@salesforce/label/c.Survey_Live_Write';
import writeFound from '@salesforce/label/c.Survey_Live_Write_Found';
import writeNext from '@salesforce/label/c.Survey_Live_Write_Next';
import writeNone from '@salesforce/label/c.Survey_Live_Write_None';

/** What the page says. */
export const label = {
    allGood,
    doctor,
    doctorAt,
    doctorMissing,
    doctorOld,
    goodSoFar,
    live,
    loading,
    needsYou,
    notConnected,
    notConnectedNext,
    refresh,
    subtitle,
    title
};

/** What the live ticks say. */
export const text = {
    admin,
    adminFound,
    adminMissing,
    adminNext,
    bridge,
    bridgeFound,
    bridgeNext,
    flows,
    flowsFound,
    flowsNext,
    mail,
    mailFound,
    mailMissing,
    mailNext,
    notReadable,
    objects,
    objectsFound,
    objectsMissing,
    objectsNext,
    people,
    peopleFound,
    peopleNext,
    seeDoctor,
    write,
    writeFound,
    writeNext,
    writeNone
};
