export { averagesOf, responseRateOf } from './averages';
export { feedbackOf, isCounted } from './feedback';
export { standingOf } from './standing';
