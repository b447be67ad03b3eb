import SurveySetupChecks from 'c/surveySetupChecks';
import { aCheck } from 'testing/bridge';
import { clear, find, findAll, show, textOf } from 'testing/page';

const wrong = aCheck({
    id: 'trigger.flow-active',
    ok: false,
    title: 'The flow of case-closed is active',
    detail: 'version 3 is a draft',
    next: 'In Setup, Flows, activate Survey Case Closed.'
});

describe('a list of checks', () => {
    afterEach(clear);

    it('says the next step of each that is not right, and of no other', async () => {
        const element = await show(SurveySetupChecks, {
            checks: [
                aCheck({ next: 'nothing to see' }),
                wrong,
                aCheck({ id: 'people.x', ok: null, next: 'Look yourself.' })
            ]
        });
        expect(findAll(element, 'lightning-icon').map(({ alternativeText }) => alternativeText)).toEqual([
            'Right',
            'Wrong',
            'Open'
        ]);
        expect(findAll(element, '.next').map((one) => textOf(one))).toEqual([
            'Next step: In Setup, Flows, activate Survey Case Closed.',
            'Next step: Look yourself.'
        ]);
        await expect(element).toBeAccessible();
    });

    it('stands under the links of the chain in the order of the road, unknown links last', async () => {
        const element = await show(SurveySetupChecks, {
            isGrouped: true,
            checks: [aCheck({ id: 'moon.phase' }), aCheck({ id: 'write.last' }), wrong, aCheck()]
        });
        expect(findAll(element, 'h3').map(({ textContent }) => textContent)).toEqual([
            'Sign-in of the bridge',
            'Flows and messages',
            'Write-back',
            'Moon'
        ]);
        expect(find(element, '[data-id="trigger.flow-active"]')).not.toBeNull();
        await expect(element).toBeAccessible();
    });
});
