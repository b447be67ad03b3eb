import status from '@salesforce/apex/SurveyBridgeController.status';
import SurveySetupAssistant from 'c/surveySetupAssistant';
import { getObjectInfos } from 'lightning/uiObjectInfoApi';
import { aCheck, aStatus } from 'testing/bridge';
import { answer, clear, connection, find, findAll, refuse, settle, show, textOf } from 'testing/page';

jest.mock('@salesforce/apex/SurveyBridgeController.act', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/SurveyBridgeController.status', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/customPermission/Survey_Bridge_Admin', () => ({ default: true }), { virtual: true });

const readable = (...names) =>
    getObjectInfos.emit({ results: names.map((apiName) => ({ statusCode: 200, result: { apiName } })) });

/** An org in which everything is as it should be. */
async function fine() {
    readable('Survey_Invitation__c', 'Survey_Response__c', 'Survey_Answer__c');
    await answer('surveySetupNewest', { newest: connection([{ Id: 'a', at: '2026-11-20T09:59:00.000Z' }]) });
    await answer('surveySetupAssignments', {
        assignments: {
            edges: ['Survey_User', 'Survey_Integration'].map((name, index) => ({
                node: { Id: String(index), set: { Name: { value: name } } }
            }))
        }
    });
    await answer('surveySetupFlows', {
        flows: connection([{ Id: 'f', name: 'Survey_Case_Closed', isActive: true, trigger: 'RecordAfterSave' }])
    });
}
const live = (element) =>
    Object.fromEntries(
        findAll(find(element, '.live'), 'li').map((row) => [row.dataset.id, row.className.split('_')[1]])
    );
const page = () => show(SurveySetupAssistant);

describe('the setup assistant', () => {
    beforeEach(() => {
        status.mockReset();
        status.mockResolvedValue(
            JSON.stringify(aStatus({ doctor: { at: new Date().toISOString(), ok: true, checks: [aCheck()] } }))
        );
    });

    afterEach(clear);

    it('ticks what the org can say itself, and says that all is well', async () => {
        const element = await page();
        await fine();
        expect(live(element)).toEqual({
            'live.bridge': 'right',
            'live.admin': 'right',
            'live.objects': 'right',
            'live.people': 'right',
            'live.flows': 'right',
            'live.write': 'right'
        });
        expect(textOf(find(element, '.summary'))).toContain('Everything that could be checked works.');
        await expect(element).toBeAccessible();
    });

    it('says the exact next step of each red tick, and how many there are', async () => {
        const element = await page();
        await fine();
        readable('Survey_Invitation__c');
        await answer('surveySetupFlows', {
            flows: connection([{ Id: 'f', name: 'Survey_Case_Closed', isActive: false, trigger: 'RecordAfterSave' }])
        });
        expect(live(element)).toMatchObject({ 'live.objects': 'wrong', 'live.flows': 'wrong' });
        expect(textOf(find(element, '[data-id="live.objects"]'))).toContain(
            'Not readable: Survey_Response__c, Survey_Answer__c'
        );
        expect(textOf(find(element, '[data-id="live.flows"] .next'))).toContain(
            'open the flow whose name begins with Survey and activate it'
        );
        expect(textOf(find(element, '.summary'))).toContain('Points to fix: 2');
    });

    it('refers to the doctor where Salesforce shows a page nothing', async () => {
        const element = await page();
        await fine();
        await refuse('surveySetupAssignments', 'PermissionSetAssignment is not supported');
        expect(live(element)['live.people']).toBe('unseen');
        expect(textOf(find(element, '[data-id="live.people"]'))).toContain('See the last check of the whole chain.');
    });

    it('shows the last doctor with its time, and counts what it found', async () => {
        const wrong = aCheck({
            id: 'people.profile',
            ok: false,
            title: 'Profiles may send',
            next: 'Open the profile Sales.'
        });
        status.mockResolvedValue(
            JSON.stringify(
                aStatus({ doctor: { at: '2026-01-05T08:00:00.000Z', ok: false, checks: [aCheck(), wrong] } })
            )
        );
        const element = await page();
        await fine();
        expect(textOf(find(element, '.doctor'))).toContain('Open the profile Sales.');
        expect(findAll(element, 'lightning-formatted-date-time').map(({ value }) => value)).toContain(
            '2026-01-05T08:00:00.000Z'
        );
        expect(textOf(element)).toContain('This check is more than a week old');
        expect(textOf(find(element, '.summary'))).toContain('Points to fix: 1');
        await expect(element).toBeAccessible();
    });

    it('says how to check the whole chain when nobody did yet', async () => {
        status.mockResolvedValue(JSON.stringify(aStatus()));
        expect(textOf(await page())).toContain('Nobody has checked the whole chain yet. Run: npm run org -- doctor');
    });

    it('says how to connect the bridge, and why it did not answer', async () => {
        status.mockRejectedValue({ body: { message: 'The named credential Survey Bridge is missing.' } });
        const element = await page();
        expect(textOf(find(element, '.unconnected'))).toContain('The bridge is not connected yet');
        expect(textOf(find(element, '.unconnected'))).toContain('The named credential Survey Bridge is missing.');
        expect(find(element, '.command').textContent).toBe('npm run org -- setup');
        expect(find(element, 'c-survey-setup-state')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows that it is loading, and looks again once per press', async () => {
        let done;
        status.mockReturnValueOnce(new Promise((resolve) => (done = resolve)));
        const element = await page();
        expect(textOf(find(element, '.panel'))).toContain('Loading');
        done(JSON.stringify(aStatus()));
        await settle();
        find(element, '.refresh').click();
        find(element, '.refresh').click();
        await settle();
        expect(status).toHaveBeenCalledTimes(2);
    });
});
