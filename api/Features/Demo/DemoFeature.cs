using System.Globalization;
using System.Resources;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Demo;

/// <summary>The demo's page, and signing in with one click where the demo runs.</summary>
internal static class DemoFeature
{
    public static IServiceCollection AddDemo(this IServiceCollection services) => services.AddScoped<DemoSeed>();

    public static void MapDemo(this IEndpointRouteBuilder app)
    {
        app.MapGet("/fragments/demo", BoardAsync).AllowAnonymous().ExcludeFromDescription();
        if (app.ServiceProvider.GetService<DemoSignIn>() is { } demo)
            app.MapPost(DemoSignIn.Address, (HttpContext context, [FromForm] string? email, [FromForm] string? back) => SignInAsync(context, demo, email, back)).ExcludeFromDescription();
    }

    private static async Task<Results<RazorComponentResult<DemoBoardPart>, NotFound>> BoardAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<DemoStage>() is not { } stage
            || await services.GetRequiredService<DemoBoards>().ReadAsync(CultureInfo.CurrentUICulture, cancellationToken) is not { } board)
        {
            return TypedResults.NotFound();
        }

        return new RazorComponentResult<DemoBoardPart>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(DemoBoardPart.Board)] = board,
            [nameof(DemoBoardPart.Stage)] = stage,
        });
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

/// <summary>The words of the demo's page.</summary>
internal static class DemoTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(DemoTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
