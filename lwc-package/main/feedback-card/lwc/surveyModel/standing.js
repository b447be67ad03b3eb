/**
 * Why this customer is not asked now: a person's own wish first, then the newest decision, where no later ask contradicts it.
 * null when nothing stands in the way as far as Salesforce knows.
 */
export function standingOf({ notAsked, asked, open }, person, today) {
    if (person?.doNotSurvey) return { id: null, code: 'do_not_survey', person: person.name };
    const [newest] = notAsked;
    if (!newest) return null;
    const later = [...open, ...asked].some(({ askedAt }) => askedAt && newest.askedAt && askedAt > newest.askedAt);
    if (later) return null;
    return {
        id: newest.id,
        code: newest.reason ?? 'unknown',
        at: newest.askedAt,
        askAgainOn: newest.askAgainOn,
        isOver: Boolean(newest.askAgainOn) && newest.askAgainOn <= today,
        program: newest.program,
        person: newest.person
    };
}
