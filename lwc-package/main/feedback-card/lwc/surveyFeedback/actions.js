import copied from '@salesforce/label/c.Survey_Link_Copied';
import done from '@salesforce/label/c.Survey_Done';
import failed from '@salesforce/label/c.Survey_Action_Failed';
import interviewOpened from '@salesforce/label/c.Survey_Interview_Ready';
import { press } from 'c/surveyBridge';

/** One press on an invitation: the toast to show, and the link where the person must take it by hand. */
export async function pressInvitation({ action, invitationKey }) {
    const result = await press({ action, invitationKey });
    if (!result.ok) return { toast: { variant: 'error', title: failed, message: result.message }, link: null };
    if (action === 'interview') {
        window.open(result.url, '_blank', 'noopener');
        return { toast: { variant: 'success', title: interviewOpened, message: result.message }, link: result.url };
    }
    if (action !== 'link') return { toast: { variant: 'success', title: done, message: result.message }, link: null };
    const isCopied = await copy(result.url);
    return {
        toast: { variant: 'success', title: isCopied ? copied : done, message: result.message },
        link: isCopied ? null : result.url
    };
}

/** Browsers give the clipboard only to a page in front and in a secure context. */
async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return false;
    }
}
