import channelEmail from '@salesforce/label/c.Survey_Channel_email';
import channelSms from '@salesforce/label/c.Survey_Channel_sms';
import channelLink from '@salesforce/label/c.Survey_Channel_link';
import metricCsat from '@salesforce/label/c.Survey_Metric_csat';
import metricNps from '@salesforce/label/c.Survey_Metric_nps';
import metricCes from '@salesforce/label/c.Survey_Metric_ces';
import methodNps from '@salesforce/label/c.Survey_Method_nps';
import methodShareOf4And5 from '@salesforce/label/c.Survey_Method_share_of_4_and_5';
import methodMean from '@salesforce/label/c.Survey_Method_mean';
import directionHigherIsBetter from '@salesforce/label/c.Survey_Direction_higher_is_better';
import directionHigherIsEasier from '@salesforce/label/c.Survey_Direction_higher_is_easier';
import directionLowerIsBetter from '@salesforce/label/c.Survey_Direction_lower_is_better';
import directionLowerIsEasier from '@salesforce/label/c.Survey_Direction_lower_is_easier';
import groupPromoter from '@salesforce/label/c.Survey_Group_Promoter';
import groupPassive from '@salesforce/label/c.Survey_Group_Passive';
import groupDetractor from '@salesforce/label/c.Survey_Group_Detractor';
import modeOff from '@salesforce/label/c.Survey_Mode_off';
import modeWatch from '@salesforce/label/c.Survey_Mode_watch';
import modeTest from '@salesforce/label/c.Survey_Mode_test';
import modeLive from '@salesforce/label/c.Survey_Mode_live';
import modeMeansOff from '@salesforce/label/c.Survey_Mode_means_off';
import modeMeansWatch from '@salesforce/label/c.Survey_Mode_means_watch';
import modeMeansTest from '@salesforce/label/c.Survey_Mode_means_test';
import modeMeansLive from '@salesforce/label/c.Survey_Mode_means_live';
import { spoken } from './text';

const CHANNELS = { email: channelEmail, sms: channelSms, link: channelLink };
const METRICS = { csat: metricCsat, nps: metricNps, ces: metricCes };
const METHODS = { nps: methodNps, share_of_4_and_5: methodShareOf4And5, mean: methodMean };
const DIRECTIONS = {
    higher_is_better: directionHigherIsBetter,
    higher_is_easier: directionHigherIsEasier,
    lower_is_better: directionLowerIsBetter,
    lower_is_easier: directionLowerIsEasier
};
const GROUPS = { Promoter: groupPromoter, Passive: groupPassive, Detractor: groupDetractor };
const MODES = { off: modeOff, watch: modeWatch, test: modeTest, live: modeLive };
const MODE_MEANS = { off: modeMeansOff, watch: modeMeansWatch, test: modeMeansTest, live: modeMeansLive };

/** A code that this version does not know is shown as it is, in readable letters. */
const word = (table) => (code) => (code ? (table[code] ?? spoken(code)) : null);

export const channelOf = word(CHANNELS);
export const metricOf = word(METRICS);
export const methodOf = word(METHODS);
export const directionOf = word(DIRECTIONS);
export const groupOf = word(GROUPS);
export const modeOf = (code) => ({ label: word(MODES)(code), means: MODE_MEANS[code] ?? '' });
