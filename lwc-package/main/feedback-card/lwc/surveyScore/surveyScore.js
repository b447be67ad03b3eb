import { LightningElement, api } from 'lwc';
import outOf from '@salesforce/label/c.Survey_Out_Of';
import scoreAlone from '@salesforce/label/c.Survey_Score_Alone';
import scoreOnScale from '@salesforce/label/c.Survey_Score_On_Scale';
import scaleOf from '@salesforce/label/c.Survey_Scale';
import { directionOf, fill, groupOf, methodOf, metricOf } from 'c/surveyWords';

const MOUTHS = {
    poor: 'M8 16.5 Q12 12.5 16 16.5',
    fair: 'M8 15.2 H16',
    good: 'M8 14 Q12 18.5 16 14'
};

export default class SurveyScore extends LightningElement {
    @api score;
    /** `stars`, `smileys` or `numbers`: how satisfaction is drawn. Other scores are numbers. */
    @api look = 'stars';
    /** A small score stands in a list, without method and scale. */
    @api isSmall = false;

    get isStars() {
        return this.isDrawn && this.look === 'stars';
    }

    get isSmiley() {
        return this.isDrawn && this.look === 'smileys';
    }

    get isNumber() {
        return !this.isStars && !this.isSmiley;
    }

    /** Stars need a scale that begins at one and is short enough to be seen at a glance. */
    get isDrawn() {
        return this.score.metric === 'csat' && this.score.min === 1 && this.score.max <= 10;
    }

    get stars() {
        return Array.from({ length: this.score.max }, (_, index) => ({
            key: index,
            className: index < Math.round(this.score.value) ? 'star star_full' : 'star'
        }));
    }

    get mouth() {
        return MOUTHS[this.score.tone ?? 'fair'];
    }

    get className() {
        return ['score', this.isSmall ? 'score_small' : 'score_large', `tone_${this.score.tone ?? 'unknown'}`].join(
            ' '
        );
    }

    get metricLabel() {
        return metricOf(this.score.metric);
    }

    /** NPS, CSAT and CES are called so in every language. */
    get shortName() {
        return this.score.metric.toUpperCase();
    }

    get groupLabel() {
        return groupOf(this.score.group);
    }

    get maximum() {
        return this.score.max === null ? null : fill(outOf, this.score.max);
    }

    /** `Scale 1–5 · 4 and 5 count as satisfied · higher is better` */
    get details() {
        const { min, max, method, direction } = this.score;
        return [min === null ? null : fill(scaleOf, min, max), methodOf(method), directionOf(direction)]
            .filter(Boolean)
            .join(' · ');
    }

    get spokenScore() {
        const { value, min, max } = this.score;
        return min === null
            ? fill(scoreAlone, this.metricLabel, value)
            : fill(scoreOnScale, this.metricLabel, value, min, max);
    }
}
