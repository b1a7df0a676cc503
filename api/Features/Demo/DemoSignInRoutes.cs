using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Demo;

/// <summary>Signing in with one click, where the demo runs.</summary>
internal static class DemoSignInRoutes
{
    public static void MapDemoSignIn(this IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<DemoSignIn>() is { } demo)
            app.MapPost(DemoSignIn.Address, (HttpContext context, [FromForm] string? email, [FromForm] string? back) => SignInAsync(context, demo, email, back)).ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, DemoSignIn demo, string? email, string? back)
    {
        var services = context.RequestServices;
        if (await PersonAsync(services.GetRequiredService<EksGraderDb>(), demo, email, context.RequestAborted) is not { } person)
            return TypedResults.NotFound();
        await services.GetRequiredService<Sessions>().BeginAsync(context, person);
        return TypedResults.LocalRedirect(Addresses.LocalOr(back, "/"));
    }

    private static Task<User?> PersonAsync(EksGraderDb db, DemoSignIn demo, string? email, CancellationToken cancellationToken)
    {
        var normalized = User.Normalize(email ?? "");
        return db.Users.AsNoTracking().FirstOrDefaultAsync(
            u => u.NormalizedEmail == normalized && !u.IsAdmin && db.Courses.Any(c => c.Slug == demo.Course
                && (db.Students.Any(s => s.CourseId == c.Id && s.UserId == u.Id && s.LeftAt == null) || db.Memberships.Any(m => m.CourseId == c.Id && m.UserId == u.Id))),
            cancellationToken);
    }
}
