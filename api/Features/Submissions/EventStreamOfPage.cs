using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Events;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace EksGrader.Api.Features.Submissions;

/// <summary>
/// For pages: <c>verdict</c> with a check's row as HTML, made by the component that makes the page's own rows, so that scripts have no
/// words of their own; <c>moved</c> where the submission stands elsewhere, and <c>graded</c> at the end: the page then reads itself anew.
/// </summary>
/// <param name="caller">Who follows.</param>
/// <param name="submission">The submission.</param>
/// <param name="seen">The version of the row that the page was made from; null to be told in any case.</param>
/// <param name="culture">The language.</param>
internal sealed class EventStreamOfPage(CurrentUser caller, SubmissionId submission, int? seen, CultureInfo culture) : EventStream(caller, submission)
{
    private int? seen = seen;

    // Asked for once, not for each verdict: giving points changes the submission's row, and a page that is told so reads itself anew.
    private IReadOnlyDictionary<CheckId, OverrideView>? given;

    protected override async Task<bool> WriteAsync(HttpResponse response, IServiceProvider services, GradingEvent happened, CancellationToken cancellationToken)
    {
        switch (happened)
        {
            case GradingEvent.Verdict verdict:
                given ??= await services.GetRequiredService<SubmissionQueries>().OverridesAsync(Submission, cancellationToken);
                var check = CheckView.Of(verdict.Result, culture, given.GetValueOrDefault(verdict.Result.Check));
                await WriteEventAsync(response, "verdict", new Row(check.Check, await RenderAsync(services, check)), cancellationToken);
                return true;
            case GradingEvent.Moved moved:
                if (moved.Version != seen)
                    await WriteEventAsync(response, "moved", new Standing(moved.Version), cancellationToken);
                (seen, given) = (moved.Version, null);
                return true;
            case GradingEvent.Graded:
                await WriteEventAsync(response, "graded", new Standing(null), cancellationToken);
                return false;
            default:
                return true;
        }
    }

    private async Task<string> RenderAsync(IServiceProvider services, CheckView check)
    {
        CultureInfo.CurrentUICulture = culture;
        var title = services.GetRequiredService<Catalogue>().Find(new CheckId(check.Check))?.Info.Title.In(culture);
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(VerdictRow.Check)] = check,
            [nameof(VerdictRow.Title)] = title,
        });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<VerdictRow>(parameters)).ToHtmlString());
    }

    private sealed record Row(string Check, string Html);

    private sealed record Standing(int? Version);
}
