import { kindOf, scoresOf } from './scores';

const OPEN = ['Queued', 'Held', 'Sent', 'Opened', 'Partial'];
const AGAIN = ['Sent', 'Opened', 'Partial'];

/** What the card shows, out of the edges of its query. A field the user may not read is null, never a guess. */
export function feedbackOf(data) {
    const { responses, history, open, asked, notAsked } = data.uiapi.query;
    const scored = nodes(history)
        .map(historyRow)
        .filter(({ scores }) => scores.length > 0);
    return {
        latest: scored.find(isCounted) ?? scored[0] ?? null,
        series: seriesOf(scored),
        responses: nodes(responses).map(responseOf),
        hasMoreResponses: hasMore(responses),
        open: nodes(open).map(invitationOf),
        asked: nodes(asked).map(invitationOf),
        hasMoreAsked: hasMore(asked),
        notAsked: nodes(notAsked).map(invitationOf)
    };
}

/** Test, robot and agents' answers say nothing about what customers think. */
export const isCounted = ({ isTest, isBot, viaAgent }) => !isTest && !isBot && !viaAgent;

/** One line per method, scale and direction, oldest first: what cannot be compared is never drawn in one line. */
export function seriesOf(scored) {
    const counted = scored.filter(isCounted);
    const found = new Map();
    for (const row of counted)
        for (const score of row.scores) {
            const key = kindOf(score);
            const series = found.get(key) ?? { key, ...score, points: [] };
            series.points.unshift({ id: row.id, at: row.submittedAt, value: score.value });
            found.set(key, series);
        }
    return [...found.values()];
}

const historyRow = (node) => {
    const row = marksOf(node);
    return { ...row, scores: scoresOf(numbersOf(node)) };
};

function responseOf(node) {
    const answers = nodes(node.answers).map(answerOf);
    const written = read(node.answersWritten);
    return {
        ...marksOf(node),
        scores: scoresOf(numbersOf(node)),
        comment: read(node.comment),
        language: read(node.language),
        channel: read(node.channel),
        program: read(node.program),
        person: read(node.contact?.Name) ?? read(node.lead?.Name),
        isEdited: read(node.edited) === true,
        answers,
        hasMoreAnswers: hasMore(node.answers),
        onTheirWay: hasMore(node.answers) ? 0 : Math.max(0, (written ?? 0) - answers.length)
    };
}

const answerOf = (node) => ({
    id: node.Id,
    question: read(node.question),
    text: read(node.text),
    number: read(node.number),
    date: read(node.date),
    isSkipped: read(node.skipped) === true,
    isNotApplicable: read(node.notApplicable) === true
});

function invitationOf(node) {
    const status = read(node.status);
    return {
        id: node.Id,
        key: read(node.key),
        status,
        isOpen: OPEN.includes(status),
        canResend: AGAIN.includes(status),
        reason: read(node.reason),
        askAgainOn: read(node.askAgainOn),
        program: read(node.program),
        channel: read(node.channel),
        person: read(node.contact?.Name) ?? read(node.lead?.Name),
        askedAt: read(node.askedAt),
        sentAt: read(node.sentAt),
        openedAt: read(node.openedAt),
        completedAt: read(node.completedAt),
        expiresAt: read(node.expiresAt),
        isTest: read(node.isTest) === true
    };
}

const marksOf = (node) => ({
    id: node.Id,
    submittedAt: read(node.submittedAt),
    isTest: read(node.isTest) === true,
    isBot: read(node.isBot) === true,
    viaAgent: read(node.viaAgent) === true
});

/** The numbers and their words, by the names that `scores.js` reads. */
export const numbersOf = (node) =>
    Object.fromEntries(
        ['nps', 'npsFactor', 'npsGroup', 'csat', 'csatPositive', 'ces', 'method', 'scale', 'direction'].map((name) => [
            name,
            read(node[name])
        ])
    );

export const nodes = (connection) => (connection?.edges ?? []).map(({ node }) => node);
export const read = (field) => field?.value ?? null;
const hasMore = (connection) => connection?.pageInfo?.hasNextPage === true;
