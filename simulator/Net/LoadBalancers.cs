using EksGrader.Simulator.Plans;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Net;

/// <summary>What practice load balancers answer.</summary>
internal static class LoadBalancers
{
    private static readonly byte[] Page =
        "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n"u8.ToArray();

    public static async Task AnswerAsync(HttpContext context, WebBehaviour manner)
    {
        context.Response.Headers.Server = "nginx/1.29.3";
        switch (manner)
        {
            case WebBehaviour.Page:
                context.Response.ContentType = "text/html";
                context.Response.ContentLength = Page.Length;
                await context.Response.Body.WriteAsync(Page, context.RequestAborted);
                break;
            case WebBehaviour.Redirect:
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = "https://www.example.com/login";
                break;
            case WebBehaviour.Failing:
                context.Response.StatusCode = 503;
                await context.Response.WriteAsync("Service Unavailable", context.RequestAborted);
                break;
            case WebBehaviour.Hang:
                await Misbehaviour.HangAsync(context);
                break;
            default:
                context.Abort();
                break;
        }
    }
}
