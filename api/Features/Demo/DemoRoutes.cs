using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Demo;

/// <summary>What the demo's page fetches; nothing where there is no demo.</summary>
internal static class DemoRoutes
{
    public static void MapDemo(this IEndpointRouteBuilder app) => app.MapGet("/fragments/demo", BoardAsync).AllowAnonymous().ExcludeFromDescription();

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
}
