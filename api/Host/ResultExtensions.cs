using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Host;

/// <summary>Turns answers of the application into answers of HTTP.</summary>
internal static class ResultExtensions
{
    /// <summary>200 with the value, or the problem.</summary>
    public static Results<Ok<T>, ProblemHttpResult> ToOk<T>(this Result<T> answer)
        where T : class =>
        answer.IsSuccess ? TypedResults.Ok(answer.Value) : answer.Error.ToProblem();

    /// <summary>204, or the problem.</summary>
    public static Results<NoContent, ProblemHttpResult> ToNoContent(this Result<Unit> answer) =>
        answer.IsSuccess ? TypedResults.NoContent() : answer.Error.ToProblem();

    /// <summary>200 with the value, or 404.</summary>
    public static Results<Ok<T>, ProblemHttpResult> ToOkOrMissing<T>(this T? value)
        where T : class =>
        value is null ? Error.Missing.ToProblem() : TypedResults.Ok(value);

    /// <summary>The problem, in the caller's language.</summary>
    public static ProblemHttpResult ToProblem(this Error refusal) => TypedResults.Problem(ProblemResponses.Of(refusal, CultureInfo.CurrentUICulture));
}
