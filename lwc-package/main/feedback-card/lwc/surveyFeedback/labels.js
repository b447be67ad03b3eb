import answers from '@salesforce/label/c.Survey_Answers';
import asked from '@salesforce/label/c.Survey_Asked';
import close from '@salesforce/label/c.Survey_Cancel';
import emptyNext from '@salesforce/label/c.Survey_Empty_Next';
import emptyTitle from '@salesforce/label/c.Survey_Empty_Title';
import lastScore from '@salesforce/label/c.Survey_Last_Score';
import linkField from '@salesforce/label/c.Survey_Link_Field';
import linkWarning from '@salesforce/label/c.Survey_Link_Warning';
import loadFailed from '@salesforce/label/c.Survey_Load_Failed';
import loadFailedNext from '@salesforce/label/c.Survey_Load_Failed_Next';
import loading from '@salesforce/label/c.Survey_Loading';
import openInvitations from '@salesforce/label/c.Survey_Open_Invitations';
import openSurvey from '@salesforce/label/c.Survey_Open_Survey';
import overTime from '@salesforce/label/c.Survey_Over_Time';
import title from '@salesforce/label/c.Survey_Card_Title';
import tryAgain from '@salesforce/label/c.Survey_Try_Again';
import unanswered from '@salesforce/label/c.Survey_Unanswered';
import uncounted from '@salesforce/label/c.Survey_Uncounted';

export const label = {
    answers,
    asked,
    close,
    emptyNext,
    emptyTitle,
    lastScore,
    linkField,
    linkWarning,
    loadFailed,
    loadFailedNext,
    loading,
    openInvitations,
    openSurvey,
    overTime,
    title,
    tryAgain,
    unanswered,
    uncounted
};
