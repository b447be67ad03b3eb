import act from '@salesforce/apex/SurveyBridgeController.act';
import status from '@salesforce/apex/SurveyBridgeController.status';
import unreachable from '@salesforce/label/c.Survey_Bridge_Unreachable';

/**
 * One press of a person: `{ ok, message, code, url, invitation, askAgainAt }`. Never throws, so that a component has one road for
 * what went well and what did not.
 */
export async function press({ action, program = null, objectName = null, recordId = null, invitationKey = null }) {
    try {
        return await act({ action, program, objectName, recordId, invitationKey });
    } catch (error) {
        return { ok: false, code: 'failed', message: reasonOf(error) };
    }
}

/** What the bridge says about itself, or why it cannot be asked. */
export async function loadStatus() {
    try {
        return { ok: true, status: JSON.parse(await status()) };
    } catch (error) {
        return { ok: false, message: reasonOf(error) };
    }
}

/** The sentence inside what Apex, LDS and GraphQL throw. */
export function reasonOf(error) {
    const bodies = [error?.body, error].flat().filter(Boolean);
    return bodies.map(({ message }) => message).find(Boolean) ?? unreachable;
}
