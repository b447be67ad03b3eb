import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import { averagesOf, responseRateOf } from 'c/surveyModel';
import { directionOf, fill, methodOf, metricOf, queryFailure } from 'c/surveyWords';
import { label, periods } from './labels';
import { SUMMARY } from './query';

const DAY_MS = 24 * 60 * 60 * 1000;

/** NPS, CSAT and CES of an account: one figure per method, scale and direction, each with its n. */
export default class SurveyAccountSummary extends LightningElement {
    @api recordId;

    label = label;
    period = '365';
    since = sinceOf('365');
    figures = null;
    failure = null;
    refresh;

    get variables() {
        return { recordId: this.recordId, since: this.since };
    }

    @wire(graphql, { query: SUMMARY, variables: '$variables' })
    wiredSummary({ data, errors, refresh }) {
        this.refresh = refresh;
        const query = data?.uiapi?.query; // with errors, data may be there and empty
        if (query) this.figures = figuresOf(query);
        if (query || errors) this.failure = query ? null : queryFailure(errors);
    }

    get isLoading() {
        return this.figures === null && !this.isFailed;
    }

    get isReady() {
        return this.figures !== null && !this.isFailed;
    }

    get isFailed() {
        return this.failure !== null;
    }

    get periodOptions() {
        return periods.map(({ value, text }) => ({
            value,
            text,
            pressed: String(value === this.period),
            className: value === this.period ? 'period period_chosen' : 'period'
        }));
    }

    handlePeriod(event) {
        this.period = event.currentTarget.dataset.period;
        this.since = sinceOf(this.period);
    }

    handleRefresh() {
        this.refresh?.();
    }
}

function figuresOf({ responses, invitations }) {
    const averages = averagesOf(responses).map((average) => ({ ...average, ...tileOf(average) }));
    const rate = responseRateOf(invitations);
    return {
        averages,
        rate,
        hasRate: rate.rate !== null,
        rateDetails: fill(label.rateDetails, rate.answered, rate.delivered),
        isEmpty: averages.length === 0 && rate.delivered === 0,
        isSplit: new Set(averages.map(({ metric }) => metric)).size < averages.length,
        isCut: responses.pageInfo?.hasNextPage === true || invitations.pageInfo?.hasNextPage === true
    };
}

/** The start of a day, so that the same question is asked all day long and may be answered from the cache. */
function sinceOf(period) {
    if (period === 'all') return '1970-01-01T00:00:00.000Z';
    return `${new Date(Date.now() - Number(period) * DAY_MS).toISOString().slice(0, 10)}T00:00:00.000Z`;
}

function tileOf({ metric, min, max, method, direction, n, score, share, mean, promoters, passives, detractors }) {
    const isShare = metric === 'csat' && share !== null;
    const value = metric === 'nps' ? score : isShare ? share : mean;
    const scale = min === null ? null : fill(label.scale, min, max);
    return {
        title: metricOf(metric),
        value,
        hasValue: value !== null,
        format: isShare ? 'percent' : 'decimal',
        digits: metric === 'nps' || isShare ? 0 : 1,
        unit: metric === 'nps' || isShare || max === null ? null : fill(label.outOf, max),
        meanText: isShare && mean !== null ? fill(label.meanOf, Math.round(mean * 10) / 10, max ?? '') : null,
        nText: fill(label.numberOfAnswers, n),
        details: [scale, methodOf(method), directionOf(direction)].filter(Boolean).join(' · '),
        parts: metric === 'nps' && n > 0 ? partsOf(promoters, passives, detractors) : null
    };
}

const partsOf = (promoters, passives, detractors) =>
    [
        { key: 'good', share: promoters, text: label.promoters },
        { key: 'fair', share: passives, text: label.passives },
        { key: 'poor', share: detractors, text: label.detractors }
    ].map(({ key, share, text }) => ({
        key,
        style: `flex-grow: ${Math.round(share * 1000)}`,
        className: `part part_${key}`,
        text: fill(label.part, text, Math.round(share * 100))
    }));
