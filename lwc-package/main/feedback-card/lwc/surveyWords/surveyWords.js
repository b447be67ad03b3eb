export { channelOf, directionOf, groupOf, methodOf, metricOf, modeOf } from './codes';
export { queryFailure } from './failures';
export { knownReason, reasonOf } from './reasons';
export { statusOf } from './statuses';
export { fill, languageName, spoken } from './text';
