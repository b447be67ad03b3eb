describe.each([
    [
        'en',
        {
            cooldown: ['The customer was asked too recently.', 'Wait until the date shown here.'],
            no_address: ['There is no e-mail address.', 'Add an e-mail address to the contact, then send the survey.'],
            next_week: [
                'Survey Bridge gave a reason that this version of the package does not know: next_week',
                'Ask an admin to update the package.'
            ]
        },
        ['Partly answered', 'Not sent', 'Promoter', 'French'],
        'en-US'
    ],
    [
        'fr',
        {
            cooldown: ['Le client a été interrogé trop récemment.', 'Attendez la date indiquée ici.'],
            opted_out: [
                'Un champ de l’enregistrement indique que ce client ne veut pas d’enquêtes.',
                'Demandez au client avant de décocher «\u00a0Ne pas enquêter\u00a0» ou le refus des e-mails.'
            ],
            watching: [
                'Le programme observe seulement\u00a0: le client aurait été interrogé.',
                'Un administrateur peut passer le programme en test ou en service.'
            ]
        },
        ['Réponse partielle', 'Non envoyée', 'Promoteur', 'français'],
        'fr'
    ]
])('in %s', (language, reasons, others, locale) => {
    let words;

    beforeAll(() => {
        jest.resetModules();
        globalThis.speak(language);
        jest.doMock('@salesforce/i18n/lang', () => ({ __esModule: true, default: locale }), { virtual: true });
        words = require('c/surveyWords');
    });

    afterAll(() => globalThis.speak('en'));

    it.each(Object.entries(reasons))('%s says why a customer was not asked and what to do', (code, [why, next]) => {
        expect(words.reasonOf(code)).toEqual({ why, next });
    });

    it('statuses, groups and languages have their words', () => {
        expect([
            words.statusOf('Partial').label,
            words.statusOf('Not Sent').label,
            words.groupOf('Promoter'),
            words.languageName('fr')
        ]).toEqual(others);
    });
});

describe('what this version does not know', () => {
    const { channelOf, fill, languageName, knownReason, modeOf, spoken, statusOf } = require('c/surveyWords');

    it('is shown as it came, in readable letters', () => {
        expect([channelOf('carrier-pigeon'), statusOf('Lost').label, spoken('case-closed')]).toEqual([
            'Carrier pigeon',
            'Lost',
            'Case closed'
        ]);
        expect(modeOf('paused')).toEqual({ label: 'Paused', means: '' });
        expect(knownReason('next_week')).toBeNull();
        expect(languageName('not a language')).toBe('not a language');
        expect([channelOf(null), languageName(null), spoken(null)]).toEqual([null, null, '']);
    });

    it('leaves no hole in a sentence', () => {
        expect(fill('{0} of {1}', 2, undefined)).toBe('2 of ');
    });
});
