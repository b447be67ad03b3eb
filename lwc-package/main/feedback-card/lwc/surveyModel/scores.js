const METRICS = ['csat', 'nps', 'ces'];

/** The scores a response row carries, each with the method, scale and direction it was asked with. */
export function scoresOf(row) {
    return METRICS.filter((metric) => isNumber(row[metric])).map((metric) => {
        const scale = partOf(row.scale, metric);
        const [min, max] = endsOf(scale);
        const direction = directionOf(row.direction, metric);
        const score = {
            metric,
            value: row[metric],
            min,
            max,
            scale,
            direction,
            method: partOf(row.method, metric),
            group: metric === 'nps' ? row.npsGroup : null
        };
        return { ...score, tone: toneOf(score, row) };
    });
}

/** Responses whose scores share this key may stand in one trend or one average; others never. */
export const kindOf = ({ metric, method, scale, direction }) => [metric, method, scale, direction].join('|');

/** Several metrics are written as `nps:0-10; csat:1-5`, a single one as its bare `0-10`. */
export function partOf(told, metric) {
    if (!told || !told.includes(':')) return told ?? null;
    const part = told
        .split(';')
        .map((text) => text.trim())
        .find((text) => text.startsWith(`${metric}:`));
    return part ? part.slice(metric.length + 1) : null;
}

/** Directions carry no metric's name: effort is easier or harder, everything else better or worse. */
export function directionOf(told, metric) {
    const all = (told ?? '').split(';').map((text) => text.trim());
    if (all.length === 1) return all[0] || null;
    return all.find((text) => /eas|hard/.test(text) === (metric === 'ces')) ?? null;
}

export function endsOf(scale) {
    const found = /^(-?\d+)-(\d+)$/.exec(scale ?? '');
    return found ? [Number(found[1]), Number(found[2])] : [null, null];
}

/** `good`, `fair`, `poor`, or null where the scale is not known. What the bridge counted wins over the place on the scale. */
function toneOf({ metric, value, min, max, direction }, { npsFactor, csatPositive }) {
    if (metric === 'nps' && isNumber(npsFactor)) return ['poor', 'fair', 'good'][npsFactor + 1] ?? null;
    if (metric === 'csat' && csatPositive === 1) return 'good';
    if (min === null || max === min) return null;
    const share = (value - min) / (max - min);
    const goodness = direction?.startsWith('lower') ? 1 - share : share;
    if (goodness >= 0.66) return 'good';
    return goodness >= 0.4 ? 'fair' : 'poor';
}

const isNumber = (value) => typeof value === 'number';
