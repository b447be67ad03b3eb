import lang from '@salesforce/i18n/lang';

/** Puts values into the places {0}, {1} of a label. */
export const fill = (label, ...values) => label.replace(/\{(\d)\}/g, (_, place) => String(values[place] ?? ''));

/** `case-closed` as people read it: documents have names of small letters and hyphens. */
export function spoken(name) {
    const words = String(name ?? '')
        .replace(/[-_]+/g, ' ')
        .trim();
    return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A language in the reader's own; a code that is none is shown as it is. */
export function languageName(code) {
    if (!code) return null;
    try {
        return new Intl.DisplayNames([lang], { type: 'language' }).of(code) ?? code;
    } catch {
        return code;
    }
}
