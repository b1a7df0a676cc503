using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Scheduling;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

public sealed partial class CredentialPurgerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kubeconfig_EveryLiveCheckFinal_IsDeletedWithATrace()
    {
        await using var world = await JobWorld.BeginAsync();
        var student = await world.EnrolAsync("1");
        var submission = await world.SubmitAsync(student);

        await world.RunDueAsync();

        Assert.False(await IsKeptAsync(world, submission, student));
        var entry = await world.AskAsync(db => db.AuditEntries.SingleAsync(Token));
        Assert.Equal(("access.deleted", $"submission {submission}"), (entry.What, entry.Subject));
    }

    [Fact]
    public async Task Kubeconfig_WaitsForTheStudent_IsKeptUntilItsTimeIsOver()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Unknown(FaultDomain.Student, Support.Jobs.Texts.Of("no right")) : Verdict.Passed(Support.Jobs.Texts.Of("passed"));
        var student = await world.EnrolAsync("1");
        var submission = await world.SubmitAsync(student);
        await world.RunDueAsync();
        await world.RunAsync<CredentialPurger>();
        Assert.True(await IsKeptAsync(world, submission, student));

        world.Time.Advance(TimeSpan.FromDays(7));
        await world.RunAsync<CredentialPurger>();

        Assert.Equal(1, await world.AskAsync(db => db.AuditEntries.CountAsync(Token)));
    }

    [Fact]
    public void Texts_InBothLanguages_HaveTheSamePlaceholders()
    {
        var english = Texts("en");
        var korean = Texts("ko");

        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), korean.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text => Assert.Equal(Placeholders(text.Value), Placeholders(korean[text.Key])));
    }

    private static Dictionary<string, string> Texts(string language) =>
        JobTexts.Catalog.Resources.GetResourceSet(CultureInfo.GetCultureInfo(language), createIfNotExists: true, tryParents: language == "en")?
            .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal) ?? [];

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder.Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static async Task<bool> IsKeptAsync(JobWorld world, SubmissionId submission, StudentId student)
    {
        await using var scope = world.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IVault>().OpenAsync(submission, student, Token) is not null;
    }

    [GeneratedRegex(@"\{[0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder { get; }
}
