import all from '@salesforce/label/c.Survey_Period_All';
import counted from '@salesforce/label/c.Survey_Counted';
import cut from '@salesforce/label/c.Survey_Cut';
import days90 from '@salesforce/label/c.Survey_Period_90_Days';
import detractors from '@salesforce/label/c.Survey_Detractors';
import emptyNext from '@salesforce/label/c.Survey_Summary_Empty_Next';
import emptyTitle from '@salesforce/label/c.Survey_Summary_Empty_Title';
import loadFailed from '@salesforce/label/c.Survey_Load_Failed';
import loadFailedNext from '@salesforce/label/c.Survey_Load_Failed_Next';
import loading from '@salesforce/label/c.Survey_Loading';
import meanOf from '@salesforce/label/c.Survey_Mean_Of';
import months12 from '@salesforce/label/c.Survey_Period_12_Months';
import numberOfAnswers from '@salesforce/label/c.Survey_Number_Of_Answers';
import outOf from '@salesforce/label/c.Survey_Out_Of';
import part from '@salesforce/label/c.Survey_Part';
import passives from '@salesforce/label/c.Survey_Passives';
import period from '@salesforce/label/c.Survey_Period';
import promoters from '@salesforce/label/c.Survey_Promoters';
import rate from '@salesforce/label/c.Survey_Response_Rate';
import rateDetails from '@salesforce/label/c.Survey_Response_Rate_Details';
import scale from '@salesforce/label/c.Survey_Scale';
import split from '@salesforce/label/c.Survey_Split';
import title from '@salesforce/label/c.Survey_Summary_Title';
import tryAgain from '@salesforce/label/c.Survey_Try_Again';

export const label = {
    counted,
    cut,
    detractors,
    emptyNext,
    emptyTitle,
    loadFailed,
    loadFailedNext,
    loading,
    meanOf,
    numberOfAnswers,
    outOf,
    part,
    passives,
    period,
    promoters,
    rate,
    rateDetails,
    scale,
    split,
    title,
    tryAgain
};

export const periods = [
    { value: '90', text: days90 },
    { value: '365', text: months12 },
    { value: 'all', text: all }
];
