import SurveyTrend from 'c/surveyTrend';
import { clear, find, findAll, show, textOf } from 'testing/page';

const series = (...values) => ({
    metric: 'csat',
    min: 1,
    max: 5,
    points: values.map((value, index) => ({ id: `r${index}`, value, at: `2026-0${index + 1}-01T00:00:00.000Z` }))
});

describe('a trend', () => {
    afterEach(clear);

    it('is a line within its scale, from the first answer to the latest', async () => {
        const element = await show(SurveyTrend, { series: series(1, 5, 3) });
        const places = findAll(element, 'circle').map((one) => [
            Number(one.getAttribute('cx')),
            Number(one.getAttribute('cy'))
        ]);
        expect(places).toHaveLength(3);
        expect(places[0]).toEqual([6, 58]);
        expect(places[1][1]).toBe(6);
        expect(places[2]).toEqual([314, 32]);
        await expect(element).toBeAccessible();
    });

    it('can be heard: a sentence, and a table of every value', async () => {
        const element = await show(SurveyTrend, { series: series(1, 5, 3) });
        expect(find(element, 'svg').getAttribute('aria-label')).toBe(
            'Satisfaction (CSAT) over time: 3 answers, first 1, latest 3'
        );
        expect(findAll(element, 'tbody tr')).toHaveLength(3);
    });

    it('spreads answers of one moment instead of hiding them behind each other', async () => {
        const burst = series(2, 4);
        burst.points.forEach((point) => (point.at = '2026-01-01T00:00:00.000Z'));
        const element = await show(SurveyTrend, { series: burst });
        expect(findAll(element, 'circle').map((one) => one.getAttribute('cx'))).toEqual(['6', '314']);
    });

    it('needs two answers', async () => {
        const element = await show(SurveyTrend, { series: series(4) });
        expect(find(element, 'svg')).toBeNull();
        expect(textOf(element)).toContain('One answer so far: a trend needs two.');
        await expect(element).toBeAccessible();
    });
});
