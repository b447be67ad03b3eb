import { averagesOf, feedbackOf, responseRateOf, standingOf } from 'c/surveyModel';
import { connection } from 'testing/page';
import { anInvitation, aResponse } from 'testing/records';

const feedback = (more = {}) =>
    feedbackOf({
        uiapi: {
            query: {
                responses: connection([]),
                history: connection([]),
                open: connection([]),
                asked: connection([]),
                notAsked: connection([]),
                ...more
            }
        }
    });

describe('the scores of a response', () => {
    const scores = (row) => feedback({ history: connection([row]) }).latest?.scores;

    it('carry the method, scale and direction they were asked with', () => {
        expect(scores(aResponse())).toEqual([
            expect.objectContaining({
                metric: 'csat',
                value: 4,
                min: 1,
                max: 5,
                method: 'share_of_4_and_5',
                tone: 'good'
            })
        ]);
    });

    it('are told apart when one survey asked several', () => {
        const row = aResponse({
            nps: 9,
            npsFactor: 1,
            npsGroup: 'Promoter',
            ces: 2,
            method: 'nps:nps; csat:share_of_4_and_5; ces:mean',
            scale: 'nps:0-10; csat:1-5; ces:1-7',
            direction: 'higher_is_better; higher_is_easier'
        });
        expect(scores(row).map(({ metric, method, max, direction }) => [metric, method, max, direction])).toEqual([
            ['csat', 'share_of_4_and_5', 5, 'higher_is_better'],
            ['nps', 'nps', 10, 'higher_is_better'],
            ['ces', 'mean', 7, 'higher_is_easier']
        ]);
    });

    it.each([
        [1, 'higher_is_better', 'poor'],
        [3, 'higher_is_better', 'fair'],
        [1, 'lower_is_better', 'good'],
        [5, 'lower_is_better', 'poor']
    ])('of %s where %s is %s', (csat, direction, tone) => {
        expect(scores(aResponse({ csat, csatPositive: 0, direction }))[0].tone).toBe(tone);
    });

    it('have no scale and no tone when those fields may not be read', () => {
        const [score] = scores({ Id: 'a01', csat: 4, submittedAt: '2026-11-03T10:00:00.000Z' });
        expect([score.min, score.max, score.tone, score.method]).toEqual([null, null, null, null]);
    });
});

describe('the trend', () => {
    it('never draws two scales, methods or directions in one line, and runs from old to new', () => {
        const { series } = feedback({
            history: connection([
                aResponse({ Id: 'c', submittedAt: '2026-11-03T10:00:00.000Z', csat: 5 }),
                aResponse({ Id: 'b', submittedAt: '2026-11-02T10:00:00.000Z', csat: 9, scale: '1-10' }),
                aResponse({ Id: 'a', submittedAt: '2026-11-01T10:00:00.000Z', csat: 2 })
            ])
        });
        expect(series.map(({ scale, points }) => [scale, points.map(({ value }) => value)])).toEqual([
            ['1-5', [2, 5]],
            ['1-10', [9]]
        ]);
    });

    it.each(['isTest', 'isBot', 'viaAgent'])('leaves out rows with %s, and so does the last score', (mark) => {
        const { series, latest } = feedback({
            history: connection([aResponse({ Id: 'b', csat: 1, [mark]: true }), aResponse({ Id: 'a', csat: 5 })])
        });
        expect(series[0].points.map(({ value }) => value)).toEqual([5]);
        expect(latest.id).toBe('a');
    });

    it('shows a test row as last score when there is nothing else', () => {
        expect(feedback({ history: connection([aResponse({ isTest: true })]) })).toMatchObject({
            latest: { isTest: true },
            series: []
        });
    });
});

it('says how many answers of a response are still on their way', () => {
    expect(feedback({ responses: connection([aResponse({ answersWritten: 3 })]) }).responses[0].onTheirWay).toBe(2);
});

it('takes no row for one on its way that was only not read', () => {
    const more = connection([aResponse({ answersWritten: 90 })]);
    more.edges[0].node.answers.pageInfo.hasNextPage = true;
    expect(feedback({ responses: more }).responses[0]).toMatchObject({ hasMoreAnswers: true, onTheirWay: 0 });
});

describe('why a customer is not asked now', () => {
    const refused = anInvitation({
        status: 'Not Sent',
        reason: 'cooldown',
        askAgainOn: '2026-12-24',
        askedAt: '2026-11-05T08:00:00.000Z'
    });
    const standing = (lists, person = null, today = '2026-11-20') =>
        standingOf(
            feedback(Object.fromEntries(Object.entries(lists).map(([name, rows]) => [name, connection(rows)]))),
            person,
            today
        );

    it('is the reason of the newest decision, with the day from which they can be', () => {
        expect(standing({ notAsked: [refused] })).toMatchObject({
            code: 'cooldown',
            askAgainOn: '2026-12-24',
            isOver: false
        });
    });

    it('is over when that day has come', () => {
        expect(standing({ notAsked: [refused] }, null, '2026-12-24')).toMatchObject({ isOver: true });
    });

    it('is nothing when the customer was asked later', () => {
        expect(
            standing({ notAsked: [refused], asked: [anInvitation({ askedAt: '2026-11-06T08:00:00.000Z' })] })
        ).toBeNull();
        expect(
            standing({ notAsked: [refused], asked: [anInvitation({ askedAt: '2026-11-04T08:00:00.000Z' })] })
        ).not.toBeNull();
    });

    it('is the wish of the person before anything else', () => {
        expect(standing({ notAsked: [refused] }, { doNotSurvey: true, name: 'Ada' }).code).toBe('do_not_survey');
    });
});

describe('the averages of an account', () => {
    const nps = (value, npsFactor, Id) => ({
        Id,
        nps: value,
        npsFactor,
        method: 'nps',
        scale: '0-10',
        direction: 'higher_is_better'
    });

    it('are one figure per method, scale and direction, each with its n', () => {
        const figures = averagesOf(
            connection([
                nps(10, 1, 'a'),
                nps(9, 1, 'b'),
                nps(7, 0, 'c'),
                nps(2, -1, 'd'),
                aResponse({ csat: 5, csatPositive: 1 }),
                aResponse({ csat: 2, csatPositive: 0 }),
                aResponse({ csat: 9, csatPositive: null, scale: '1-10', method: 'mean' })
            ])
        );
        expect(figures).toEqual([
            expect.objectContaining({
                metric: 'nps',
                score: 25,
                n: 4,
                promoters: 0.5,
                passives: 0.25,
                detractors: 0.25
            }),
            expect.objectContaining({ metric: 'csat', scale: '1-5', share: 0.5, mean: 3.5, n: 2 }),
            expect.objectContaining({ metric: 'csat', scale: '1-10', share: null, mean: 9, n: 1 })
        ]);
    });

    it('know no response rate while nothing was delivered', () => {
        expect(responseRateOf(connection([])).rate).toBeNull();
        expect(
            responseRateOf(
                connection([
                    { Id: '1', delivered: 1, answered: 1 },
                    { Id: '2', delivered: 1, answered: 0 },
                    { Id: '3', delivered: 0, answered: 0 }
                ])
            )
        ).toEqual({ delivered: 2, answered: 1, rate: 0.5 });
    });
});
