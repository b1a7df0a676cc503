using System.Diagnostics;
using System.Globalization;
using EksGrader.Api.Host;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Shared;

/// <summary>What happened, what helps, and a number to quote where it is ours.</summary>
internal sealed class ErrorPageRenderer : IErrorPage
{
    public Task WriteAsync(HttpContext context, ProblemKind kind) => new RazorComponentResult<ErrorPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        [nameof(ErrorPage.Title)] = kind.Title.In(CultureInfo.CurrentUICulture),
        [nameof(ErrorPage.Advice)] = SharedTexts.Text(AdviceOn(kind.Status)),
        [nameof(ErrorPage.Reference)] = kind.Status >= 500 ? Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier : null,
    })
    {
        StatusCode = kind.Status,
    }.ExecuteAsync(context);

    private static string AdviceOn(int status) => status switch
    {
        400 or 403 or 404 or 429 => string.Create(CultureInfo.InvariantCulture, $"Advice_{status}"),
        >= 500 => "Advice_500",
        _ => "Advice_other",
    };
}
