import SurveyScore from 'c/surveyScore';
import { clear, find, findAll, show, textOf } from 'testing/page';

const csat = {
    metric: 'csat',
    value: 4,
    min: 1,
    max: 5,
    method: 'share_of_4_and_5',
    direction: 'higher_is_better',
    tone: 'good'
};
const nps = {
    metric: 'nps',
    value: 3,
    min: 0,
    max: 10,
    method: 'nps',
    direction: 'higher_is_better',
    tone: 'poor',
    group: 'Detractor'
};

describe('a score', () => {
    afterEach(clear);

    it('is drawn as stars, and told with its scale and method', async () => {
        const element = await show(SurveyScore, { score: csat });
        expect(findAll(element, '.star')).toHaveLength(5);
        expect(findAll(element, '.star_full')).toHaveLength(4);
        expect(find(element, '[role="img"]').getAttribute('aria-label')).toBe(
            'Satisfaction (CSAT): 4 on a scale of 1 to 5'
        );
        expect(textOf(element)).toContain('Scale 1–5 · 4 and 5 count as satisfied · higher is better');
        await expect(element).toBeAccessible();
    });

    it('is drawn as one smiley where the page asks for it', async () => {
        const element = await show(SurveyScore, { score: csat, look: 'smileys' });
        expect(findAll(element, '.smiley')).toHaveLength(1);
        expect(findAll(element, '.star')).toHaveLength(0);
        await expect(element).toBeAccessible();
    });

    it('is a number with its group where it is a recommendation', async () => {
        const element = await show(SurveyScore, { score: nps });
        expect(find(element, '.number').textContent).toBe('3');
        expect(find(element, '.maximum').textContent).toBe('/ 10');
        expect(find(element, '.group').textContent).toBe('Detractor');
        expect(findAll(element, '.star')).toHaveLength(0);
        await expect(element).toBeAccessible();
    });

    it('is a bare number where the scale is not known', async () => {
        const element = await show(SurveyScore, {
            score: { metric: 'csat', value: 4, min: null, max: null, tone: null }
        });
        expect(findAll(element, '.star, .maximum')).toHaveLength(0);
        expect(find(element, '[role="img"]').getAttribute('aria-label')).toBe('Satisfaction (CSAT): 4');
    });

    it('has no method and scale in a list', async () => {
        const element = await show(SurveyScore, { score: csat, isSmall: true });
        expect(find(element, '.details')).toBeNull();
        await expect(element).toBeAccessible();
    });
});
