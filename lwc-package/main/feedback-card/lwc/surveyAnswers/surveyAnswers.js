import { LightningElement, api } from 'lwc';
import allAnswers from '@salesforce/label/c.Survey_All_Answers';
import byAgent from '@salesforce/label/c.Survey_Mark_Via_Agent';
import edited from '@salesforce/label/c.Survey_Mark_Edited';
import firstAnswers from '@salesforce/label/c.Survey_First_Answers';
import noComment from '@salesforce/label/c.Survey_No_Comment';
import noScore from '@salesforce/label/c.Survey_No_Score';
import notApplicable from '@salesforce/label/c.Survey_Not_Applicable';
import onTheirWay from '@salesforce/label/c.Survey_Answers_On_Their_Way';
import robot from '@salesforce/label/c.Survey_Mark_Robot';
import showMore from '@salesforce/label/c.Survey_Show_More';
import skipped from '@salesforce/label/c.Survey_Skipped';
import test from '@salesforce/label/c.Survey_Mark_Test';
import { channelOf, fill, languageName, spoken } from 'c/surveyWords';

export default class SurveyAnswers extends LightningElement {
    @api responses = [];
    @api look = 'stars';
    @api hasMore = false;

    label = { noComment, noScore, showMore };
    openIds = [];

    get rows() {
        return this.responses.map((response) => ({
            ...response,
            isUnscored: response.scores.length === 0,
            comment: response.comment?.trim(),
            facts: this.factsOf(response),
            marks: marksOf(response),
            hasAnswers: response.answers.length > 0,
            isOpen: this.openIds.includes(response.id),
            expanded: String(this.openIds.includes(response.id)),
            chevron: this.openIds.includes(response.id) ? 'utility:chevrondown' : 'utility:chevronright',
            answersLabel: fill(allAnswers, response.answers.length),
            answers: response.answers.map((answer) => ({ ...answer, ...inWords(answer) })),
            firstLabel: response.hasMoreAnswers ? fill(firstAnswers, response.answers.length) : null,
            onTheirWayLabel: response.onTheirWay > 0 ? fill(onTheirWay, response.onTheirWay) : null
        }));
    }

    factsOf({ person, channel, language, program }) {
        return [person, channelOf(channel), languageName(language), program ? spoken(program) : null]
            .filter(Boolean)
            .join(' · ');
    }

    handleToggle(event) {
        const { id } = event.currentTarget.dataset;
        this.openIds = this.openIds.includes(id) ? this.openIds.filter((one) => one !== id) : [...this.openIds, id];
    }

    handleMore() {
        this.dispatchEvent(new CustomEvent('more'));
    }
}

const marksOf = ({ isTest, isBot, viaAgent, isEdited }) =>
    [
        [isTest, test],
        [isBot, robot],
        [viaAgent, byAgent],
        [isEdited, edited]
    ]
        .filter(([isSo]) => isSo)
        .map(([, text]) => text);

/** A skipped question and "not applicable" are answers of their own, never an empty one. */
function inWords({ text, number, date, isSkipped, isNotApplicable }) {
    if (isNotApplicable) return { words: notApplicable, wordsClass: 'missing' };
    if (isSkipped) return { words: skipped, wordsClass: 'missing' };
    return { words: text ?? (number === null ? date : String(number)) ?? '', wordsClass: 'words' };
}
