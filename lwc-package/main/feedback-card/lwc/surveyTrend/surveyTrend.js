import { LightningElement, api } from 'lwc';
import answered from '@salesforce/label/c.Survey_Answered_On';
import onlyOne from '@salesforce/label/c.Survey_Trend_Only_One';
import scoreLabel from '@salesforce/label/c.Survey_Score';
import spokenTrend from '@salesforce/label/c.Survey_Trend_Spoken';
import scaleOf from '@salesforce/label/c.Survey_Scale';
import numberOfAnswers from '@salesforce/label/c.Survey_Number_Of_Answers';
import { fill, metricOf } from 'c/surveyWords';

const WIDTH = 320;
const HEIGHT = 64;
const MARGIN = 6;

export default class SurveyTrend extends LightningElement {
    /** Scores of one method and scale, oldest first: `surveyModel.seriesOf`. */
    @api series;

    label = { answered, onlyOne, scoreLabel };
    viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
    guides = [MARGIN, HEIGHT - MARGIN].map((y) => ({ key: y, y, end: WIDTH }));

    get isLine() {
        return this.series.points.length > 1;
    }

    get metricLabel() {
        return metricOf(this.series.metric);
    }

    get caption() {
        const { min, max, points } = this.series;
        return [min === null ? null : fill(scaleOf, min, max), fill(numberOfAnswers, points.length)]
            .filter(Boolean)
            .join(' · ');
    }

    get spoken() {
        const { points } = this.series;
        return fill(spokenTrend, this.metricLabel, points.length, points[0].value, points[points.length - 1].value);
    }

    get first() {
        return this.series.points[0];
    }

    get last() {
        return this.series.points[this.series.points.length - 1];
    }

    get line() {
        return this.places.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');
    }

    get area() {
        const places = this.places;
        return `${this.line} L${places[places.length - 1].x} ${HEIGHT} L${places[0].x} ${HEIGHT} Z`;
    }

    /** Left to right by time; a burst of answers within one moment is spread evenly instead. */
    get places() {
        const { points, min, max } = this.series;
        const values = points.map(({ value }) => value);
        const low = min ?? Math.min(...values);
        const height = (max ?? Math.max(...values)) - low || 1;
        const times = points.map(({ at }) => Date.parse(at));
        const span = times[times.length - 1] - times[0];
        return points.map((point, index) => {
            const share = span > 0 ? (times[index] - times[0]) / span : index / (points.length - 1 || 1);
            const isLast = index === points.length - 1;
            return {
                ...point,
                x: round(MARGIN + share * (WIDTH - 2 * MARGIN)),
                y: round(HEIGHT - MARGIN - ((point.value - low) / height) * (HEIGHT - 2 * MARGIN)),
                radius: isLast ? 5 : 2.5,
                className: isLast ? 'point point_last' : 'point'
            };
        });
    }
}

const round = (value) => Math.round(value * 10) / 10;
