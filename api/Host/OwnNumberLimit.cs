using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Host;

/// <summary>
/// Anyone who acts for others has a budget for each of them (<see cref="RateBuckets.KeyOf"/>); a student who gives their own number acts for
/// themselves, and draws from the same budget.
/// </summary>
internal sealed class OwnNumberLimit(string policy) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (http, named) = (context.HttpContext, context.HttpContext.Request.Query["student"].ToString());
        if (named.Length > 0 && await IsOwnAsync(http, named)
            && http.RequestServices.GetRequiredService<RateBuckets>().Refuse(policy, http) is { } refusal)
        {
            return refusal.ToProblem();
        }

        return await next(context);
    }

    private static async Task<bool> IsOwnAsync(HttpContext http, string named)
    {
        if (CurrentUser.Of(http.User)?.User is not { } user)
            return false;
        var course = http.Request.RouteValues["course"]?.ToString();
        var db = http.RequestServices.GetRequiredService<EksGraderDb>();
        return await db.Students.AnyAsync(s => s.UserId == user && s.Number == named && db.Courses.Any(c => c.Id == s.CourseId && c.Slug == course), http.RequestAborted);
    }
}
