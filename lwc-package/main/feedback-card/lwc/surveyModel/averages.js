import { nodes, numbersOf } from './feedback';
import { kindOf, scoresOf } from './scores';

/** One figure per metric, method, scale and direction, with the number of answers behind it. */
export function averagesOf(responses) {
    const found = new Map();
    for (const node of nodes(responses)) {
        const row = numbersOf(node);
        for (const score of scoresOf(row)) {
            const key = kindOf(score);
            const group = found.get(key) ?? { key, ...score, rows: [] };
            group.rows.push({ ...row, value: score.value });
            found.set(key, group);
        }
    }
    return [...found.values()]
        .sort((a, b) => ORDER.indexOf(a.metric) - ORDER.indexOf(b.metric) || b.rows.length - a.rows.length)
        .map(({ rows, ...group }) => ({ ...group, n: rows.length, ...FIGURES[group.metric](rows) }));
}

/** Answered of delivered; null while nothing was delivered, because 0 of 0 is no rate. */
export function responseRateOf(invitations) {
    const rows = nodes(invitations);
    const delivered = rows.filter((node) => node.delivered?.value === 1);
    const answered = delivered.filter((node) => node.answered?.value === 1);
    return {
        delivered: delivered.length,
        answered: answered.length,
        rate: delivered.length === 0 ? null : answered.length / delivered.length
    };
}

const ORDER = ['nps', 'csat', 'ces'];
const mean = (values) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);
const present = (rows, name) => rows.map((row) => row[name]).filter((value) => typeof value === 'number');

const FIGURES = {
    nps: (rows) => {
        const factors = present(rows, 'npsFactor');
        const share = (factor) => factors.filter((one) => one === factor).length / (factors.length || 1);
        return {
            n: factors.length,
            score: factors.length === 0 ? null : mean(factors) * 100,
            promoters: share(1),
            passives: share(0),
            detractors: share(-1)
        };
    },
    csat: (rows) => ({ share: mean(present(rows, 'csatPositive')), mean: mean(rows.map(({ value }) => value)) }),
    ces: (rows) => ({ mean: mean(rows.map(({ value }) => value)) })
};
