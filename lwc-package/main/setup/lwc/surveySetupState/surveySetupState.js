import { LightningElement, api } from 'lwc';
import { channelOf, fill, modeOf, spoken } from 'c/surveyWords';
import { connectionStates, label, notSentWords } from './labels';

/** Apps as people write them, where capital letters and spaces do not do. */
const APPS = { smtp: 'SMTP', send_email: 'Cloudflare' };

export default class SurveySetupState extends LightningElement {
    /** What the bridge says about itself: `loadStatus().status`. */
    @api status;

    label = label;

    get programs() {
        return this.status.programs.map(({ name, object, mode, by, notSent }) => ({
            name,
            title: spoken(name),
            facts: [object, channelOf(by), notSentWords[notSent]].filter(Boolean).join(' · '),
            modeLabel: modeOf(mode).label,
            modeMeans: modeOf(mode).means,
            modeClass: `badge badge_${mode}`
        }));
    }

    get hasPrograms() {
        return this.programs.length > 0;
    }

    get isAnyWatching() {
        return this.status.programs.some(({ mode }) => mode === 'watch');
    }

    get connections() {
        return this.status.connections.map(({ name, app, state, message }) => ({
            name,
            title: name === app ? spoken(name) : `${spoken(name)} (${APPS[app] ?? spoken(app)})`,
            state: connectionStates[state] ?? spoken(state),
            stateClass: `badge badge_${state}`,
            message
        }));
    }

    get work() {
        const { waiting, dead, unknown, held } = this.status.work;
        return [
            { key: 'waiting', number: waiting, text: label.waiting, next: null },
            { key: 'dead', number: dead, text: label.dead, next: label.deadNext },
            { key: 'unknown', number: unknown, text: label.unknown, next: label.unknownNext },
            { key: 'held', number: held, text: label.held, next: label.heldNext }
        ].map((row) => ({
            ...row,
            next: row.number > 0 ? row.next : null,
            className: row.number > 0 && row.next ? 'count count_bad' : 'count'
        }));
    }

    /** lightning-relative-date-time takes no ISO text. */
    get lastWriteMs() {
        const { lastWriteAt } = this.status.work;
        return lastWriteAt === null ? null : Date.parse(lastWriteAt);
    }

    get workNext() {
        return this.work.filter(({ next }) => next);
    }

    get alerts() {
        return this.status.alerts.map((alert, index) => ({
            ...alert,
            key: index,
            title: spoken(alert.code),
            raisedMs: Date.parse(alert.raisedAt)
        }));
    }

    get hasAlerts() {
        return this.alerts.length > 0;
    }

    get month() {
        const { invitations, responses, rows, megabytes } = this.status.month;
        return [
            { key: 'invitations', number: invitations, text: label.monthInvitations },
            { key: 'responses', number: responses, text: label.monthResponses },
            { key: 'rows', number: rows, text: label.monthRows },
            { key: 'megabytes', number: megabytes, text: label.monthMegabytes }
        ];
    }

    get version() {
        return fill(label.version, this.status.version);
    }
}
